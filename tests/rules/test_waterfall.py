"""From one statement to the next, cause by cause: it adds up to the cent, and nothing is blamed twice."""

from dataclasses import replace
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from funding.rules import waterfall
from funding.rules.allocation import allocate
from funding.rules.facts import Calculation, EnrolmentFacts, SkillsFirst, SmallScaleStep, TafeRules, YearRules
from funding.rules.waterfall_prices import Side
from tests.rules import cases
from tests.rules.strategies import ANY_FACTS, years
from tests.rules.test_invariants import allocate_or_skip
from tests.rules.years import enrolment, enrolments, year_2019

COMPONENTS = ("TARGETED", "RURAL", "TAFE_SUPPLEMENT", "MATERIALS", "SMALL_SCALE")
CENTS = st.integers(0, 50_000)


@st.composite
def paying_years(draw: st.DrawFn) -> YearRules:
    """A year that pays any of the components."""
    codes = ("Q0", "Q1", "Q2")
    return replace(
        draw(years()),
        components=draw(st.sets(st.sampled_from(COMPONENTS))) | {"TARGETED"},
        tafe=TafeRules(
            loading_percent=draw(st.sampled_from([0, 10])),
            loading_basis=draw(st.sampled_from(["SUBSIDY", "GAP"])),
            is_pro_rata=draw(st.booleans()),
            is_paid_in_term_3=False,
            rate_of={code: SkillsFirst(draw(CENTS), draw(CENTS)) for code in codes},
        ),
        materials={"L": draw(CENTS), "H": draw(CENTS)},
        materials_band_of={code: draw(st.sampled_from(["L", "H"])) for code in codes},
        small_scale=(SmallScaleStep(draw(st.integers(1, 500)), draw(CENTS)),),
    )


@st.composite
def cohorts(draw: st.DrawFn) -> list[EnrolmentFacts]:
    """Enrolments of a state whose schools have a size, some of them with a TAFE."""
    sizes = {school: draw(st.integers(1, 900) | st.none()) for school in range(1, 5)}
    rows = draw(st.lists(ANY_FACTS, max_size=20))
    ids = draw(st.lists(st.integers(1, 60), min_size=len(rows), max_size=len(rows), unique=True))
    return [
        row._replace(
            enrolment_id=number,
            student_id=draw(st.integers(0, 8)),
            school_id=number % 4 + 1,  # an enrolment never changes its school
            delivery=draw(st.sampled_from([row.delivery, "EXTERNAL"])),
            provider_code=draw(st.sampled_from(["", "3075"])),
            is_tafe_network=draw(st.booleans()),
            school_students=sizes[number % 4 + 1],
        )
        for number, row in zip(ids, rows, strict=True)
    ]


def entries(facts: list[EnrolmentFacts], calculation: Calculation) -> list[waterfall.Entry]:
    students = {row.enrolment_id: row.student_id for row in facts}
    return [waterfall.entry_of(each, students[each.enrolment_id]) for each in calculation.outcomes]


def way(
    before: tuple[list[EnrolmentFacts], YearRules], after: tuple[list[EnrolmentFacts], YearRules]
) -> waterfall.Waterfall:
    """The waterfall between two years with their enrolments."""
    sides, found = [], []
    for facts, rules in (before, after):
        calculation = allocate_or_skip(facts, rules)
        sides.append(Side(rules, calculation.base_rate, calculation.total))
        found.append(entries(facts, calculation))
    return waterfall.waterfall(waterfall.pairs_of(waterfall.matched(*found)), *sides)


def exact(calculation: Calculation) -> Fraction:
    return sum(
        (Fraction(each.quantity * each.rate, each.divisor) for each in calculation.allocations), Fraction()
    )


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def by_cause(found: waterfall.Waterfall) -> dict[str, int]:
    return {step.cause: step.cents for step in found.steps}


@given(cohorts(), paying_years(), cohorts(), paying_years())
def test_the_steps_add_up_to_the_cent_between_any_two_calculations(was, rules_before, now, rules_after):
    found = way((was, rules_before), (now, rules_after))
    assert found.before + sum(step.cents for step in found.steps) == found.after
    assert found.before == allocate(was, rules_before).total
    assert found.after == allocate(now, rules_after).total


@given(cohorts(), paying_years(), cohorts(), paying_years())
def test_only_the_rounding_of_lines_is_called_rounding(was, rules_before, now, rules_after):
    """So the prices of the steps are exactly those of the lines, for every component."""
    first, last = allocate_or_skip(was, rules_before), allocate_or_skip(now, rules_after)
    found = way((was, rules_before), (now, rules_after))
    expected = (last.total - half_up(exact(last))) - (first.total - half_up(exact(first)))
    assert by_cause(found)["ROUNDING"] == expected


@given(cohorts(), paying_years())
def test_nothing_changed_means_every_step_is_zero(facts, rules):
    found = way((facts, rules), (facts, rules))
    assert all(step.cents == 0 and step.enrolments == 0 for step in found.steps)
    assert not any(found.effects.values())


@given(cohorts(), paying_years(), cohorts(), paying_years(), st.randoms(use_true_random=False))
def test_the_order_of_the_enrolments_does_not_matter(was, rules_before, now, rules_after, random):
    found = way((was, rules_before), (now, rules_after))
    shuffled = way((random.sample(was, len(was)), rules_before), (random.sample(now, len(now)), rules_after))
    assert shuffled == found


@given(cohorts(), paying_years(), cohorts(), paying_years())
def test_every_enrolment_stands_once(was, rules_before, now, rules_after):
    first, last = allocate_or_skip(was, rules_before), allocate_or_skip(now, rules_after)
    sides = waterfall.matched(entries(was, first), entries(now, last))
    assert sorted(one.enrolment_id for one, _ in sides if one) == sorted(row.enrolment_id for row in was)
    assert sorted(other.enrolment_id for _, other in sides if other) == sorted(
        row.enrolment_id for row in now
    )


@given(cohorts(), paying_years(), st.integers(1, 200_000))
def test_another_base_rate_alone_is_blamed_on_nothing_else(facts, rules, base_rate):
    indicative = replace(rules, kind="INDICATIVE")
    found = way((facts, indicative), (facts, replace(indicative, base_rate=base_rate)))
    assert {step.cause for step in found.steps if step.cents} <= {"RATE", "ROUNDING"}


def test_several_ways_add_up_cause_by_cause():
    one = way((enrolments("2 x 180"), year_2019()), (enrolments("3 x 180"), year_2019()))
    other = way((enrolments("1 x 90"), year_2019()), ([], year_2019()))
    both = waterfall.together([one, other])
    assert (both.before, both.after) == (one.before + other.before, one.after)
    assert by_cause(both)["ADDED"] == by_cause(one)["ADDED"]
    assert by_cause(both)["REMOVED"] == by_cause(other)["REMOVED"]
    assert both.before + sum(step.cents for step in both.steps) == both.after


@cases.each("waterfall")
def test_causes(given, expected):
    rules = {"before": year_2019(), "after": year_2019()}
    facts: dict[str, list[EnrolmentFacts]] = {}
    for side in ("before", "after"):
        changes = given.get(f"year_{side}", {})
        rules[side] = replace(rules[side], **{name: cases.cents(text) for name, text in changes.items()})
        facts[side] = [_row(row) for row in given[side]]
    found = way((facts["before"], rules["before"]), (facts["after"], rules["after"]))
    shown = {step.cause: step.cents for step in found.steps if step.cents}
    assert found.before == cases.cents(expected["before"])
    assert shown == {cause: cases.cents(text) for cause, text in expected["steps"].items()}
    assert found.after == cases.cents(expected["after"])


def _row(row: dict[str, str]) -> EnrolmentFacts:
    return enrolment(
        enrolment_id=int(row["enrolment"]),
        student_id=int(row["student"]),
        qualification_code="CUA30915" if row["band"] == "5a" else f"INVENTED-BAND-{row['band']}",
        hours=int(row["hours"]),
        location_index=cases.fixed(row.get("index", "0.0000"), 4),
        is_withdrawn=cases.yes(row.get("withdrawn", "no")),
    )
