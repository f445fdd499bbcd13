"""Lines of the TAFE supplement, figure by figure: what is added up, what is loaded, and when none is paid."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.facts import Allocation, EnrolmentFacts, YearRules
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.years import enrolment, enrolments


def supplements(facts: list[EnrolmentFacts], rules: YearRules) -> list[Allocation]:
    lines = allocate(facts, replace(rules, rural_rate=0)).allocations
    return [line for line in lines if line.component == "TAFE_SUPPLEMENT"]


def loaded(rules: YearRules, per_cent: int, basis: str = "SUBSIDY") -> YearRules:
    assert rules.tafe is not None
    return replace(rules, tafe=replace(rules.tafe, loading_percent=per_cent, loading_basis=basis))


def test_a_line_says_what_it_multiplies() -> None:
    (line,) = supplements(enrolments("1 x 180 + 1 x 90", **WITH_TAFE), year_with_supplement(SUPPLEMENT))
    assert line == Allocation(
        school_id=1,
        component="TAFE_SUPPLEMENT",
        band="8",
        enrolments=2,
        hours=270,
        quantity=270,
        divisor=180,
        rate=41_729,
        amount=62_594,
        qualification="INVENTED-BAND-8",
        provider="3075",
    )


def test_a_loading_that_rounds_away_leads_to_one_line() -> None:
    """8.69 x 180 is 1,564.20, present funding 1,564.16: a gap of 4 cents, of which 10% is not one cent."""
    rules = year_with_supplement({**SUPPLEMENT, "subsidy": "8.69", "exemption": "0.00"})
    rules = replace(loaded(rules, 10, "GAP"), base_rate=33_916)
    rural, other = enrolments("1 x 180 + 1 x 90", **WITH_TAFE)
    (line,) = supplements([rural._replace(location_index=2_000), other], rules)
    assert (line.enrolments, line.hours, line.quantity, line.rate, line.amount) == (2, 270, 270, 4, 6)


def test_a_loading_of_one_per_cent_is_a_loading() -> None:
    rules = loaded(year_with_supplement(SUPPLEMENT), 1)
    (line,) = supplements([enrolment(location_index=2_000, **WITH_TAFE)], rules)
    assert line.rate == 41_729 + 1_980


def test_bands_certificates_and_tafes_have_lines_of_their_own_in_order() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    assert rules.tafe is not None
    rates = dict(rules.tafe.rate_of)
    rates |= dict.fromkeys(["INVENTED-BAND-7", "ALSO-BAND-8"], rates["INVENTED-BAND-8"])
    band_of = {**rules.band_of, "ALSO-BAND-8": "8"}
    rules = replace(rules, band_of=band_of, tafe=replace(rules.tafe, rate_of=rates))
    changes = [
        {"school_id": 2, "provider_code": "0417"},
        {"provider_code": "3075"},
        {"provider_code": "0417"},
        {"qualification_code": "ALSO-BAND-8"},
        {"qualification_code": "INVENTED-BAND-7"},
    ]
    facts = [
        enrolment(**{**WITH_TAFE, "enrolment_id": number, **each})
        for number, each in enumerate(changes, start=1)
    ]
    named = [
        (line.school_id, line.band, line.qualification, line.provider) for line in supplements(facts, rules)
    ]
    assert named == [
        (1, "7", "INVENTED-BAND-7", "3075"),
        (1, "8", "ALSO-BAND-8", "3075"),
        (1, "8", "INVENTED-BAND-8", "0417"),
        (1, "8", "INVENTED-BAND-8", "3075"),
        (2, "8", "INVENTED-BAND-8", "0417"),
    ]


@pytest.mark.parametrize("switched_off", ["component", "figures"])
def test_a_year_that_does_not_pay_the_supplement_owes_nothing_to_a_tafe(switched_off: str) -> None:
    rules = year_with_supplement(SUPPLEMENT)
    if switched_off == "component":
        rules = replace(rules, components=rules.components - {"TAFE_SUPPLEMENT"})
    else:
        rules = replace(rules, tafe=None)
    facts = enrolment(**WITH_TAFE)
    assert decide(facts, rules, bands_by_code(rules)).tafe_provider == ""
    assert supplements([facts], rules) == []
