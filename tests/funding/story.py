"""Steps of the funding year that several tests take."""

from enrolments.models import School
from funding.actions import census, corrections, remittances, runs, years
from funding.models import CensusCorrection, FundingRun
from funding.queries.corrected import corrected_facts_of
from funding.rules.facts import EnrolmentFacts
from tests import factories


def released_indicative() -> FundingRun:
    """The indicative run of 2019, calculated by one person and released by another."""
    run = runs.calculate(year=2019, kind="INDICATIVE", by=factories.officer("calculator"))
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def confirmed() -> FundingRun:
    """The confirmed run of 2019 after the freeze, not released yet."""
    released_indicative()
    census.freeze(year=2019, by=None)
    return runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))


def released() -> FundingRun:
    """The confirmed run of 2019, released: the year is settled."""
    run = confirmed()
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def change_rules(**figures) -> None:
    """A new published version of the 2019 rules, drafted by one administrator and published by another."""
    drafter, publisher = factories.administrator("drafter"), factories.administrator("publisher")
    draft = years.draft(year=2019, by=drafter)
    years.publish(version=years.change(version=draft, by=drafter, figures=figures), by=publisher)


def correct(facts: EnrolmentFacts, **changes) -> CensusCorrection:
    """A correction of a frozen fact, proposed by one officer and approved by another."""
    proposed = corrections.propose_change(
        year=2019,
        enrolment_id=facts.enrolment_id,
        facts=facts._replace(**changes),
        reason="The hours were typed wrongly.",
        by=factories.officer("proposer"),
    )
    corrections.approve(correction=proposed, by=factories.officer("decider"))
    return proposed


def first_funded(school: School) -> EnrolmentFacts:
    """The facts of the school's first enrolment of 2019 that has all its hours."""
    facts = corrected_facts_of(2019, school_id=school.pk)
    return next(row for row in facts if row.hours == 180)


def correction_run() -> FundingRun:
    """The run that corrects the released one, calculated and released by two people."""
    run = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def send(*lines: str) -> None:
    """Send these instalments of 2019."""
    for line in lines:
        remittances.send(year=2019, line=line, by=factories.manager("sender"))
