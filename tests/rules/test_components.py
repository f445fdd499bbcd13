"""Components beside targeted and rural funding, as cases that an officer can read."""

from dataclasses import replace

from funding.rules.allocation import allocate
from funding.rules.core_share import core_rate
from funding.rules.explanation import enrolment_amounts
from funding.rules.facts import SkillsFirst, TafeRules, YearRules
from funding.rules.rates import rate_of_band
from funding.rules.tafe_supplement import supplement_rate
from tests.rules.cases import cents, each, fixed, whole, yes
from tests.rules.years import enrolments, numbered_of, year_2019


def year_with_supplement(given: dict[str, str]) -> YearRules:
    rates = {given["certificate"]: SkillsFirst(cents(given["subsidy"]), cents(given["exemption"]))}
    rules = year_2019()
    return replace(
        rules,
        components=rules.components | {"TAFE_SUPPLEMENT"},
        rural_rate=0,
        tafe=TafeRules(
            loading_percent=10,
            loading_basis=given.get("loading_basis", "SUBSIDY"),
            is_pro_rata=yes(given.get("pro_rata", "yes")),
            is_paid_in_term_3=False,
            rate_of=rates if yes(given.get("listed", "yes")) else {},
        ),
    )


@each("tafe_supplement")
def test_tafe_supplement(given, expected):
    rules = year_with_supplement(given)
    calculation = allocate(
        enrolments(
            given["enrolments"],
            qualification_code=given["certificate"],
            delivery=given.get("delivery", "EXTERNAL"),
            is_tafe_network=yes(given.get("tafe", "yes")),
            sector=given.get("sector", "GOVERNMENT"),
            provider_code="3075",
            location_index=fixed(given["index"], 4),
        ),
        rules,
    )
    lines = [line for line in calculation.allocations if line.component == "TAFE_SUPPLEMENT"]
    assert sum(line.amount for line in lines) == cents(expected["amount"])
    assert {line.provider for line in lines} <= {"3075"}
    band = next(band for band in rules.bands if band.code == rules.band_of[given["certificate"]])
    subsidy = SkillsFirst(cents(given["subsidy"]), cents(given["exemption"]))
    full = band.full_rate_hours
    assert (subsidy.hourly_subsidy + subsidy.maximum_exemption) * full == cents(expected["skills_first"])
    present = rules.core_rate + rate_of_band(band, rules.base_rate)
    assert present == cents(expected["present"])
    loading = 10 if fixed(given["index"], 4) >= rules.rural_threshold else 0
    rate = supplement_rate(subsidy, present, full, loading, given.get("loading_basis", "SUBSIDY"))
    assert rate == cents(expected["gap"])


@each("core_share_of_students")
def test_core_share_of_students(given, expected):
    rules = year_2019(core_delivery_dollars=6_123)
    subjects = None if given["subjects"] == "usual" else whole(given["subjects"])
    facts = numbered_of([{"hours": whole(hours), "subjects": subjects} for hours in given["hours"]])
    assert {core_rate(row, rules) for row in facts} == {cents(expected["rate"])}
    outcomes = allocate(facts, rules).outcomes
    shares = [enrolment_amounts(outcome, rules, rules.base_rate).core_share for outcome in outcomes]
    assert sum(shares) == cents(expected["core_share"])


def test_the_supplement_of_a_confirmed_run_starts_from_the_solved_band_rate():
    given = {"certificate": "INVENTED-BAND-8", "subsidy": "9.00", "exemption": "2.00"}
    rules = replace(year_with_supplement(given), kind="CONFIRMED", cap=300_00)
    facts = enrolments(
        "1 x 180", qualification_code="INVENTED-BAND-8", delivery="EXTERNAL", is_tafe_network=True,
        provider_code="3075",
    )  # fmt: skip
    calculation = allocate(facts, rules)
    amounts = {line.component: line.amount for line in calculation.allocations}
    assert amounts == {"TARGETED": 300_00, "TAFE_SUPPLEMENT": 1_980_00 - 1_225_00 - 300_00}
    assert calculation.leftover == 0, "the supplement has its own budget line"
