"""What is kept of a decision: neutral values where nothing is paid; lines count only what they pay."""

from dataclasses import replace

from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.facts import TafeRules, YearRules
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.years import enrolment, enrolments, year_2019

SUPPLEMENT = {"certificate": "INVENTED-BAND-8", "subsidy": "9.00", "exemption": "2.00"}
WITH_TAFE = {
    "qualification_code": "INVENTED-BAND-8",
    "delivery": "EXTERNAL",
    "is_tafe_network": True,
    "provider_code": "3075",
}


def test_a_certificate_without_a_band_has_the_empty_band() -> None:
    rules = year_2019()
    outcome = decide(enrolment(qualification_code="NO-BAND"), rules, bands_by_code(rules))
    assert (outcome.band, outcome.reasons) == ("", ("NO_BAND",))


def test_an_enrolment_that_is_not_funded_has_no_provider_that_is_owed_a_supplement() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    bands = bands_by_code(rules)
    assert decide(enrolment(**WITH_TAFE), rules, bands).tafe_provider == "3075"
    assert decide(enrolment(level=1, **WITH_TAFE), rules, bands).tafe_provider == ""


def test_an_enrolment_that_is_not_funded_has_no_small_scale_rate() -> None:
    rules = year_2023()
    plain = {"certificate": "INVENTED-A", "school_students": "50"}
    funded, apprentice = enrolments_2023([plain, plain | {"delivery": "SBAT"}])
    assert decide(funded, rules, bands_by_code(rules)).small_scale_rate > 0
    assert decide(apprentice, rules, bands_by_code(rules)).small_scale_rate == 0


def test_a_line_counts_only_the_enrolments_that_it_pays() -> None:
    """One hour is the least that is funded; the apprentice attracts materials only."""
    plain = {"certificate": "INVENTED-A", "hours": "1"}
    rows = enrolments_2023([plain, plain | {"delivery": "SBAT"}])
    counted = {line.component: line.enrolments for line in allocate(rows, year_2023()).allocations}
    assert counted == {"TARGETED": 1, "MATERIALS": 2}


def test_a_line_of_materials_has_the_hours_entered_and_one_of_tuition_the_funded_hours() -> None:
    rows = enrolments_2023([{"certificate": "INVENTED-A", "hours": "100", "number": "2"}])
    rows += [rows[0]._replace(enrolment_id=3, hours=200)]
    counted = {line.component: line.hours for line in allocate(rows, year_2023()).allocations}
    assert counted == {"TARGETED": 380, "MATERIALS": 400}


def lines_of_a_supplement(rules: YearRules, index: int) -> list[tuple[int, int]]:
    rows = enrolments("1 x 180", location_index=index, **WITH_TAFE)
    rows += [enrolment(enrolment_id=2, location_index=0, **WITH_TAFE)]
    found = allocate(rows, replace(rules, rural_rate=0)).allocations
    return [(line.enrolments, line.rate) for line in found if line.component == "TAFE_SUPPLEMENT"]


def test_the_rural_loading_makes_a_line_of_its_own_only_where_it_moves_the_rate() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    assert lines_of_a_supplement(rules, 2_000) == [(1, 41_729), (1, 61_529)]
    assert lines_of_a_supplement(rules, 1_999) == [(2, 41_729)]
    assert rules.tafe is not None
    unloaded = replace(rules, tafe=_with_loading(rules.tafe, 0))
    assert lines_of_a_supplement(unloaded, 2_000) == [(2, 41_729)]


def _with_loading(tafe: TafeRules, per_cent: int) -> TafeRules:
    return replace(tafe, loading_percent=per_cent)
