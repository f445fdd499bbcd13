"""The packagings and skill sets that come with the portal as targets, read without a database."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from enrolments.rules.equivalence import families
from pathways.rules.facts import GridUnit, GroupRule, HeldUnit, Target

DATA = Path(__file__).resolve().parents[2] / "pathways" / "data"
_DAY = date(2018, 11, 30)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def heads() -> dict[str, str]:
    """The head of each unit's class, by the shipped successions."""
    steps = [
        (row["unit_code"], row["superseded_by"])
        for row in rows("unit_successions")
        if row["equivalent"] == "yes"
    ]
    return families(steps)


def held(text: str) -> list[HeldUnit]:
    """Units as a case writes them: CODE, CODE* for one studied now, CODE/2 listed by a Certificate II."""
    return [_held(each) for each in text.split()]


def _held(text: str) -> HeldUnit:
    code, _, level = text.rstrip("*").partition("/")
    return HeldUnit(
        code, code, heads().get(code, code), _DAY, text.endswith("*"), int(level) if level else None
    )


@cache
def targets() -> dict[str, Target]:
    """Every shipped target by its code, or by its title where it has none."""
    return {each.code or each.title: each for each in (*_qualifications(), *_skill_sets())}


def _qualifications() -> Iterator[Target]:
    for row in rows("qualifications"):
        code = row["certificate_code"]
        rules = [rule for rule in rows("packaging_rules") if rule["certificate_code"] == code]
        first = rules[0] if rules else {}
        yield Target(
            code=code,
            title=row["title"],
            kind="QUALIFICATION",
            level=int(row["level"]),
            core=int(first.get("core_units", 0)),
            electives=int(first.get("elective_units", 0)),
            grid=tuple(
                _grid(each["unit_code"], each["kind"] == "core", each["elective_group"])
                for each in rows("packaging")
                if each["certificate_code"] == code
            ),
            groups=tuple(_group(rule) for rule in rules if rule["group"]),
            imports=int(first.get("imported_units") or 0),
            import_level_from=int(first.get("import_level_from") or 0) or None,
            is_grid_complete=first.get("is_grid_complete") == "yes",
            is_packaging_known=bool(rules),
        )


def _group(rule: dict[str, str]) -> GroupRule:
    return GroupRule(rule["group"], int(rule["group_least"] or 0), int(rule["group_most"] or 0) or None)


def _skill_sets() -> Iterator[Target]:
    for row in rows("micro_credentials"):
        units = [each for each in rows("micro_credential_units") if each["micro_credential"] == row["title"]]
        is_complete = row["are_units_complete"] == "yes"
        yield Target(
            code=row["code"],
            title=row["title"],
            kind="SKILL_SET",
            level=None,
            core=len(units),
            electives=0,
            grid=tuple(_grid(each["unit_code"], True, each["choice"]) for each in units),
            is_grid_complete=is_complete,
            is_packaging_known=is_complete,
        )


def _grid(code: str, is_core: bool, group: str) -> GridUnit:
    return GridUnit(code, code, heads().get(code, code), is_core, group)
