"""Stacking: what held units reach in published packagings, and what holds for any units and any packaging."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pathways.rules.facts import GridUnit, GroupRule, HeldUnit, Target
from pathways.rules.places import Place
from pathways.rules.stacking import Reach, State, reach
from tests.rules import packagings
from tests.rules.cases import each

_DAY = date(2018, 3, 1)
_CODES = [f"ABCXYZ{number:03}" for number in range(14)]
_GROUPS = ("A", "B", "C", "")


@each("stacking")
def test_published_packaging(given: dict[str, str], expected: dict[str, str]) -> None:
    found = reach(packagings.held(given["held"]), [packagings.targets()[given["target"]]])[0]
    said = {
        "taken": found.taken,
        "asked": found.asked,
        "core": len(found.core),
        "electives": len(found.electives),
        "state": found.state,
        "core_left": len(found.core_left),
        "core_unnamed": found.core_unnamed,
        "electives_left": found.electives_left,
        "still": sum(group.still for group in found.groups),
        "unused": " ".join(each.code for each in found.unused),
    }
    wanted = {"unused": ""} | expected
    assert {name: str(said[name]) for name in wanted} == wanted


_GRID = st.lists(
    st.tuples(st.sampled_from(_CODES), st.booleans(), st.sampled_from(_GROUPS)),
    unique_by=lambda each: each[0],
    min_size=1,
    max_size=9,
)
_RULES = st.lists(
    st.tuples(st.integers(0, 2), st.none() | st.integers(0, 3)), min_size=2, max_size=2
)  # least, and how many more at most
_NAMES = st.sampled_from([(), ("A",), ("A or B",), ("A", "B"), ("A or B", "C")])


def _target(grid, names, rules, core, room, imports, level, key, is_complete, is_known) -> Target:
    """Any packaging whose groups ask for no more than it has electives."""
    groups = tuple(
        GroupRule(name, least, None if more is None else least + more)
        for name, (least, more) in zip(names, rules, strict=False)
    )
    electives = sum(each.least for each in groups) + room
    return Target(
        code="AAA10100",
        title="Invented",
        kind="QUALIFICATION",
        level=2,
        core=core,
        electives=electives,
        grid=tuple(GridUnit(code, code, code, is_core, group) for code, is_core, group in grid),
        groups=groups,
        imports=min(imports, electives),
        import_level_from=level,
        is_grid_complete=is_complete,
        is_packaging_known=is_known,
        key=key,
    )


def targets() -> st.SearchStrategy[Target]:
    """Any packaging, whether or not the register holds the units that it asks for."""
    small = st.integers(0, 3)
    return st.builds(
        _target,
        _GRID,
        _NAMES,
        _RULES,
        st.integers(0, 5),
        small,
        small,
        st.none() | st.integers(1, 4),
        st.sampled_from("abcdefgh"),
        st.booleans(),
        st.sampled_from([True, True, True, False]),
    )


def units() -> st.SearchStrategy[HeldUnit]:
    """Any held unit; two of them may be of one family, under one code or under two."""
    return st.builds(
        _held,
        st.sampled_from(_CODES),
        st.sampled_from(["", "A"]),
        st.integers(0, 3),
        st.booleans(),
    )


def _held(code: str, suffix: str, days: int, is_planned: bool) -> HeldUnit:
    """Who lists a unit is a fact of its family: none, or certificates of some level."""
    level = _CODES.index(code) % 5 or None
    return HeldUnit(code + suffix, code, code, _DAY + timedelta(days), is_planned, level)


def _one(held: list[HeldUnit], target: Target) -> Reach:
    return reach(held, [target])[0]


@given(st.lists(units(), max_size=12), units(), targets())
def test_another_held_unit_never_lowers_what_is_reached(held, more, target) -> None:
    before, after = _one(held, target), _one([*held, more], target)
    assert after.taken >= before.taken
    assert after.left <= before.left
    assert len(after.core) >= len(before.core)


@given(
    st.lists(units(), max_size=12),
    st.lists(targets(), max_size=3, unique_by=lambda each: each.key),
    st.randoms(use_true_random=False),
)
def test_the_order_of_units_and_targets_does_not_matter(held, several, random) -> None:
    expected = reach(held, several)
    random.shuffle(held)
    random.shuffle(several)
    assert reach(held, several) == expected


@given(st.lists(units(), max_size=12), targets())
def test_counts_never_exceed_the_packaging(held, target) -> None:
    found = _one(held, target)
    if not target.is_packaging_known:
        assert found.state in (State.UNKNOWN, State.NOTHING)
        return
    assert len(found.core) <= target.core
    assert len(found.electives) <= target.electives
    assert sum(each.place is Place.IMPORT for each in found.electives) <= target.imports
    for group in found.groups:
        assert group.rule.most is None or group.taken <= group.rule.most
    # What the groups still ask for fits into the places that are left for it.
    assert sum(group.still for group in found.groups) <= found.electives_left


@given(st.lists(units(), max_size=12), targets())
def test_a_family_counts_once_and_every_listed_unit_is_answered(held, target) -> None:
    found = _one(held, target)
    filled = [each.held.family for each in (*found.core, *found.electives)]
    assert len(filled) == len(set(filled))
    answered = {each.held.code for each in (*found.core, *found.electives, *found.unused)}
    listed = {each.family for each in target.grid}
    assert {each.code for each in held if each.family in listed} <= answered


@given(st.lists(units(), max_size=12), targets())
def test_what_is_achieved_comes_before_what_is_planned(held, target) -> None:
    achieved = [each for each in held if not each.is_planned]
    with_plans, without = _one(held, target), _one(achieved, target)
    assert with_plans.taken - with_plans.planned <= without.taken
    if without.state is State.COMPLETE:
        assert with_plans.state is State.COMPLETE


def test_best_first() -> None:
    nearly = replace(packagings.targets()["BSB20120"], key="1")
    held = packagings.held("BSBCMM211 BSBOPS201 SITXFSA005 SITXFSA006 HLTINFCOV001 CPCCCM1012A")
    wanted = [nearly, *(packagings.targets()[code] for code in ("CPC20112", "SITSS00069", "HLTSS00064"))]
    assert [each.target.code for each in reach(held, wanted)] == [
        "SITSS00069",  # complete
        "BSB20120",  # 2 of 10
        "CPC20112",  # 1 of the 6 units that are listed; nobody knows how many it asks for
        "HLTSS00064",  # nothing
    ]


def test_nothing_held_reaches_nothing() -> None:
    found = reach([], packagings.targets().values())
    assert {each.state for each in found} == {State.NOTHING}
    assert sum(each.taken for each in found) == 0
