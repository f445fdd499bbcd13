"""Hours that attract funding."""

from funding.rules.facts import EnrolmentFacts, YearRules


def counted_hours(facts: EnrolmentFacts, rules: YearRules) -> int:
    """Whole hours of training of an enrolment; a credit transfer has some only where the year funds it.

    SRP Reference 56 (2019) pays for "hours of training", and a credit transfer is not trained again.
    """
    return facts.hours + (facts.transfer_hours if rules.are_transfers_funded else 0)


def funded_hours(hours: int, full_rate_hours: int) -> int:
    """Whole hours that count: all of them up to the full-rate hours of the band (180; band 5a 360).

    SRP Reference 56 (2019), "Targeted VET funding": "allocated pro-rata for enrolments up to 180 hours
    per VET certificate per year"; the note on band 5a: "up to a maximum of 360 hours".
    """
    return min(hours, full_rate_hours)
