"""Builds schemes and results for tests of the interpreter: shipped sheets, those of cases, study in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from credits.rules.counted import Counted
from credits.rules.facts import Certificate, ResultFacts, StatedHours
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import CertificateRow, Limit, Pool, Row, SchemeRules, Standard

_DATA = Path(__file__).parents[2] / "credits" / "data"
_OTHER = Path(__file__).parents[1] / "cases" / "other_schemes.yaml"
_PLAIN = (
    "code", "name", "credit_word", "commence_from", "commence_to", "any_hours_source", "level_rule",
    "certificate_i_exception", "highest_level", "on_repeat", "one_unit", "total_cap",
)  # fmt: skip


def shipped_sheets() -> dict[str, Mapping[str, Any]]:
    """The schemes that the portal ships, by code."""
    paths = sorted(_DATA.glob("*.json"))
    return {sheet["code"]: sheet for path in paths for sheet in json.loads(path.read_text(encoding="utf-8"))}


def schemes() -> dict[str, SchemeRules]:
    """Shipped schemes and those of the cases, by code."""
    others = yaml.safe_load(_OTHER.read_text(encoding="utf-8"))
    sheets = {**shipped_sheets(), **{sheet["code"]: sheet for sheet in others}}
    return {code: rules_of_sheet(sheet) for code, sheet in sheets.items()}


def rules_of_sheet(sheet: Mapping[str, Any]) -> SchemeRules:
    """A sheet as the rules read it, without a database."""
    outcomes = sheet.get("counting_outcomes")
    more = {"counting_outcomes": frozenset(map(Outcome, outcomes))} if outcomes else {}
    if sheet.get("standard_total"):
        more["standard"] = Standard(
            sheet["standard_total"],
            sheet["standard_at_level"],
            sheet["standard_level"],
            sheet["standard_note"],
        )
    return SchemeRules(
        version=1,
        rows=tuple(Row(**_listed(row)) for row in sheet["rows"]),
        hours_sources=tuple(sheet.get("hours_sources", ())),
        indicative_hours=_indicative_hours(sheet),
        pools=tuple(Pool(**_listed(pool)) for pool in sheet.get("pools", ())),
        limits=tuple(Limit(**limit) for limit in sheet.get("limits", ())),
        certificates={
            row["qualification_code"]: CertificateRow(
                **{name: value for name, value in row.items() if name != "qualification_code"}
            )
            for row in sheet.get("certificates", ())
        },
        **{name: sheet[name] for name in _PLAIN if name in sheet},
        **more,
    )


def _indicative_hours(sheet: Mapping[str, Any]) -> dict[str, int] | None:
    if sheet.get("hours_measure", "NOMINAL") == "NOMINAL":
        return None
    return {row["unit_code"]: row["hours"] for row in sheet.get("unit_hours", ())}


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "slots": tuple(row.get("slots", ()))}


def with_certificates(scheme: SchemeRules, **rows: CertificateRow) -> SchemeRules:
    """The scheme with more rows of certificates."""
    return replace(scheme, certificates={**scheme.certificates, **rows})


def counted(
    key: int, hours: int | None, certificate: str = "", *, level: int | None = 2, begun: int = 2023,
    finished: bool = False, counts: bool = True,
) -> Counted:  # fmt: skip
    """A result that counts; without a certificate it is a unit on its own, whose level is `level`."""
    taken_in = Certificate(certificate, f"Certificate {certificate}", level or 1) if certificate else None
    result = ResultFacts(
        key, f"UNIT{key:04}", taken_in, Outcome.ACHIEVED, date(begun, 11, 30), begun, is_finished=finished
    )
    stated = None if hours is None else StatedHours(hours, "NCVER")
    return Counted(result, None, stated, level, "", counts)


def study(rows: Iterable[Mapping[str, str]]) -> list[Counted]:
    """Certificates of a case as results, unit by unit."""
    taken = []
    for row in rows:
        for hours in row["hours"].split():
            taken.append(
                counted(
                    len(taken) + 1,
                    int(hours),
                    row["certificate"],
                    level=int(row["level"]),
                    begun=int(row["begun"]),
                    finished=row.get("finished") == "yes",
                )
            )
    return taken
