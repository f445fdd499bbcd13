"""Corrections of frozen facts and the run that follows: two people, an explicit zero, nothing rewritten."""

import pytest

from enrolments.models import Enrolment
from funding import queries
from funding.actions import corrections, runs
from funding.actions.refusals import Refused
from funding.models import CensusEntry, FundingRun, PaymentLine, RunDecision
from funding.queries.corrected import corrected_fact
from funding.queries.ledger import received, standing
from funding.rules import year_rules
from funding.rules.allocation import allocate
from funding.rules.digest import digest
from funding.rules.facts import Allocation
from funding.rules.ledger import with_zeros
from tests import factories
from tests.funding import story
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def _propose(facts, *, by=None, reason="typed wrongly", **changes):
    return corrections.propose_change(
        year=2019,
        enrolment_id=facts.enrolment_id,
        facts=facts._replace(**changes),
        reason=reason,
        by=by or factories.officer("proposer"),
    )


def _lines(run: FundingRun, **narrowed) -> dict[str, int]:
    return dict(run.payment_lines.filter(**narrowed).values_list("line", "amount"))


def test_a_correction_is_proposed_by_one_and_approved_by_another(state) -> None:
    story.released()
    facts = story.first_funded(state[0])
    proposer = factories.officer("proposer")
    proposed = _propose(facts, by=proposer, hours=90)
    with pytest.raises(Refused, match="another person must decide"):
        corrections.approve(correction=proposed, by=proposer)
    assert corrected_fact(2019, facts.enrolment_id) == facts
    corrections.approve(correction=proposed, by=factories.officer("decider"))
    assert corrected_fact(2019, facts.enrolment_id) == facts._replace(hours=90)
    with pytest.raises(Refused, match="Decider Example has already approved"):
        corrections.refuse(correction=proposed, reason="no", by=factories.manager("late"))
    actions = set(AuditEvent.objects.filter(chain=state[0].code).values_list("action", flat=True))
    assert {"propose_correction", "approve_correction"} <= actions


def test_the_frozen_rows_never_change(state) -> None:
    story.released()
    facts = story.first_funded(state[0])
    story.correct(facts, hours=90)
    assert CensusEntry.objects.get(year=2019, enrolment_id=facts.enrolment_id).hours == 180
    assert facts in set(queries.frozen_facts(2019))
    assert facts not in set(queries.corrected_facts(2019))


def test_what_cannot_be_proposed_is_refused_in_words(state) -> None:
    facts_before = Enrolment.objects.filter(year_id=2019).first()
    with pytest.raises(Refused, match="2019 census is not frozen"):
        corrections.propose_removal(
            year=2019, enrolment_id=facts_before.pk, reason="x", by=factories.officer()
        )
    story.released()
    facts = story.first_funded(state[0])
    with pytest.raises(Refused, match="Nothing differs"):
        _propose(facts)
    with pytest.raises(Refused, match="Write why"):
        _propose(facts, reason=" ", hours=1)
    with pytest.raises(Refused, match="keeps its enrolment and its school"):
        _propose(facts, school_id=state[1].pk)
    with pytest.raises(Refused, match="not in the 2019 census"):
        corrections.propose_removal(year=2019, enrolment_id=987_654, reason="x", by=factories.officer())
    with pytest.raises(Refused, match="in the census already"):
        corrections.propose_waiver(
            enrolment=Enrolment.objects.get(pk=facts.enrolment_id), reason="x", by=factories.officer()
        )
    waiting = _propose(facts, hours=90)
    with pytest.raises(Refused, match="waits for a decision"):
        _propose(facts, hours=91)
    with pytest.raises(Refused, match="Write why"):
        corrections.refuse(correction=waiting, reason="", by=factories.manager())
    corrections.refuse(correction=waiting, reason="no evidence", by=factories.manager())
    assert corrected_fact(2019, facts.enrolment_id) == facts


def test_a_correction_after_term_3_was_sent_flows_into_term_4(state) -> None:
    first = story.released()
    story.send("T1", "T2", "ADJ", "T3")
    before = dict(PaymentLine.objects.values_list("pk", "amount"))
    story.correct(story.first_funded(state[0]), hours=90)
    second = story.correction_run()
    assert second.corrects == first
    assert second.base_rate == first.base_rate
    half = first.allocations.get(school=state[0]).rate // 2
    assert set(_lines(second, school=state[0])) == {"T4"}
    assert _lines(second, school=state[0])["T4"] == pytest.approx(-half, abs=1)
    assert _lines(second, school=state[1], component="TARGETED") == {"T4": 0}
    assert dict(PaymentLine.objects.exclude(run=second).values_list("pk", "amount")) == before
    assert received(state[0], 2019, ["TARGETED", "RURAL"]) == sum(
        second.allocations.filter(school=state[0]).values_list("amount", flat=True)
    )
    assert [each.what for each in first.decisions.all()] == [RunDecision.What.RELEASED]


def test_an_enrolment_that_goes_leaves_an_explicit_zero(state) -> None:
    story.released()
    story.send("T1", "T2", "ADJ", "T3")
    for facts in queries.corrected_facts(2019):
        if facts.school_id == state[1].pk:
            proposed = corrections.propose_removal(
                year=2019, enrolment_id=facts.enrolment_id, reason="never began", by=factories.officer("one")
            )
            corrections.approve(correction=proposed, by=factories.officer("two"))
    run = story.correction_run()
    gone = run.allocations.filter(school=state[1])
    assert set(gone.values_list("component", "enrolments", "hours", "amount")) == {
        ("TARGETED", 0, 0, 0),
        ("RURAL", 0, 0, 0),
    }
    assert "the line is $0.00" in gone.first().rows[0]["sentence"]
    for account, lines in standing(2019, school=state[1]).of_runs.items():
        assert sum(lines.values()) == 0, account


def test_a_run_and_its_correction_can_both_be_calculated_again(state) -> None:
    first = story.released()
    story.correct(story.first_funded(state[0]), hours=90)
    second = story.correction_run()
    story.correct(story.first_funded(state[1]), hours=120)
    third = story.correction_run()
    previous = None
    for run in (first, second, third):
        facts = list(queries.facts_of_run(run))
        assert digest(facts) == run.facts_sha256
        again = allocate(facts, year_rules.from_json(run.rules))
        lines = with_zeros(again.allocations, previous or [])
        assert sorted(map(tuple, lines)) == sorted(run.allocations.values_list(*Allocation._fields))
        previous = lines
    assert len({run.facts_sha256 for run in (first, second, third)}) == 3


def test_a_correction_keeps_the_base_rate_that_schools_were_told_while_the_cap_allows(state) -> None:
    first = story.released()
    facts = story.first_funded(state[0])
    story.correct(facts, hours=90)
    fewer = story.correction_run()
    assert fewer.base_rate == first.base_rate
    assert fewer.leftover > first.leftover
    with_more = next(row for row in queries.corrected_facts(2019) if row.units_without_hours)
    story.correct(with_more, hours=180, units_without_hours=0)
    story.correct(story.first_funded(state[1]), location_index=9_000)
    more = story.correction_run()
    assert more.base_rate < first.base_rate
    assert more.leftover >= 0


def test_new_published_rules_are_solved_anew_and_paid_as_a_correction(state) -> None:
    first = story.released()
    story.change_rules(cap=300_000)
    second = story.correction_run()
    assert second.corrects == first
    assert second.base_rate < first.base_rate
    assert second.total + second.leftover == 300_000
    assert runs.calculate(year=2019, kind="CONFIRMED", by=None) == second


def test_with_nothing_corrected_the_released_run_stands(state) -> None:
    first = story.released()
    assert runs.calculate(year=2019, kind="CONFIRMED", by=None) == first


def test_a_run_from_before_an_approved_correction_is_not_released(state) -> None:
    run = story.confirmed()
    story.correct(story.first_funded(state[0]), hours=90)
    with pytest.raises(Refused, match="2019 census were corrected since"):
        runs.release(run=run, by=factories.manager("releaser"))
    again = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    assert again != run
    assert again.corrects is None
    runs.release(run=again, by=factories.manager("releaser"))


def test_a_correction_run_that_waits_is_superseded_and_the_released_one_never(state) -> None:
    first = story.released()
    story.correct(story.first_funded(state[0]), hours=90)
    waiting = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    story.correct(story.first_funded(state[1]), hours=90)
    newer = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    assert waiting.decisions.get().what == RunDecision.What.SUPERSEDED
    assert first.decisions.get().what == RunDecision.What.RELEASED
    assert newer.corrects == first
    assert queries.latest_run(2019, "CONFIRMED", released_only=True) == first


def test_a_run_calculated_before_an_instalment_was_sent_is_calculated_again(state) -> None:
    story.released()
    story.correct(story.first_funded(state[0]), hours=90)
    early = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    assert set(_lines(early)) == {"ADJ"}
    story.send("T1", "T2", "ADJ")
    with pytest.raises(Refused, match="does not reconcile"):
        runs.release(run=early, by=factories.manager("releaser"))
    late = story.correction_run()
    assert set(_lines(late)) == {"T3"}


def test_an_indicative_run_is_never_corrected(state) -> None:
    story.released_indicative()
    story.change_rules(base_rate=30_000)
    with pytest.raises(Refused, match="settled by the adjustment of the confirmed run"):
        runs.calculate(year=2019, kind="INDICATIVE", by=None)


def test_a_late_enrolment_is_funded_by_a_waiver_of_two_people(state) -> None:
    first = story.released()
    late = factories.enrolment(
        factories.student(state[0]),
        factories.qualification("SIT20316"),
        by=factories.user("editor"),
        hours=[60, 60, 60],
        on_census=False,
    )
    proposed = corrections.propose_waiver(
        enrolment=late, reason="The school was flooded.", by=factories.officer("one")
    )
    assert corrected_fact(2019, late.pk) is None
    corrections.approve(correction=proposed, by=factories.manager("two"))
    assert corrected_fact(2019, late.pk).on_census
    run = story.correction_run()
    assert run.outcomes.get(enrolment_id=late.pk).reasons == ""
    assert (
        run.allocations.get(school=state[0]).enrolments
        == first.allocations.get(school=state[0]).enrolments + 1
    )


def test_a_proposal_against_facts_that_changed_since_is_not_approved(state, monkeypatch) -> None:
    story.released()
    facts = story.first_funded(state[0])
    proposed = _propose(facts, hours=90)
    monkeypatch.setattr(corrections, "corrected_fact", lambda *_: facts._replace(hours=100))
    with pytest.raises(Refused, match="corrected since this was proposed"):
        corrections.approve(correction=proposed, by=factories.officer("decider"))


def test_after_the_year_the_difference_is_settled_in_a_line_of_its_own(state) -> None:
    story.released()
    story.send("T1", "T2", "ADJ", "T3", "T4")
    story.correct(story.first_funded(state[0]), hours=90)
    run = story.correction_run()
    assert set(_lines(run)) == {"END"}
    assert sum(PaymentLine.objects.values_list("amount", flat=True)) == run.total
    story.send("END")
    story.correct(story.first_funded(state[1]), hours=90)
    assert set(_lines(story.correction_run())) == {"END"}
    story.send("END")
