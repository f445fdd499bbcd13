"""What a person reads about a file before deciding, as it is kept with the file."""

import hashlib
from collections.abc import Mapping
from datetime import date

from credits.models import Outcome
from credits.result_files.check import CHANGED, NEW, UNCHANGED, Checked, Planned, lines_by_fault
from credits.result_files.people import LEFT_OUT
from credits.result_files.rows import Client, Fault, SentFile
from credits.rules.national_words import meaning_of
from enrolments.models import Enrolment, School, Student
from enrolments.uploads.findings import runs_of
from vetportal.money import day

_MOST_FAULTS = 100
_MOST_CHANGES = 100
_MOST_PEOPLE = 50
_MOST_OPTIONS = 60


def found_of(
    sent: SentFile, checked: Checked, *, school: School, choices: Mapping[str, int], own: bool
) -> dict:
    """The findings as JSON: counts, faults and warnings by their rows, people to match, what would change."""
    counts = checked.counts()
    faults, warnings = lines_by_fault(checked.faults), lines_by_fault(checked.warnings)
    changed = [each for each in checked.planned if each.state == CHANGED]
    return {
        "rows": len(sent.rows),
        "new": counts[NEW],
        "changed": counts[CHANGED],
        "unchanged": counts[UNCHANGED],
        "left_out": checked.left_out,
        "strays": checked.strays,
        "own": own,
        "choices": dict(choices),
        "waiting": len(checked.waiting),
        "notes": [_storable(each) for each in sent.notes],
        "faults": [_said(*each) for each in faults[:_MOST_FAULTS]],
        "more_faults": max(0, len(faults) - _MOST_FAULTS),
        "warnings": [_said(*each) for each in warnings[:_MOST_FAULTS]],
        "more_warnings": max(0, len(warnings) - _MOST_FAULTS),
        "changes": [_change(each) for each in changed[:_MOST_CHANGES]],
        "classes": _classes(checked),
        "named": [
            [_storable(number), _storable((sent.clients or {})[number].name), who.name]
            for number, who in list(checked.named.items())[:_MOST_PEOPLE]
        ],
        "people": _people(sent, checked, school, choices),
        "unmatched": len(checked.people),
        "mark": mark_of(checked),
    }


def mark_of(checked: Checked) -> str:
    """A fingerprint of what the file would write and over what, so that a change of it is noticed."""
    digest = hashlib.sha256()
    for each in checked.planned:
        change = each.change
        digest.update(
            f"{change.key},{change.version},{change.outcome},{change.ended_on}"
            f",{change.national_outcome}\n".encode()
        )
    for line, fault in checked.faults:
        digest.update(f"{line},{fault.code}\n".encode())
    return digest.hexdigest()


def _said(fault: Fault, lines: list[int]) -> dict[str, str]:
    return {"column": fault.column, "sentence": _storable(fault.sentence), "rows": runs_of(lines)}


def _storable(text: str) -> str:
    """PostgreSQL has no place for U+0000, and no database for half a pair of surrogates."""
    return text.replace("\x00", "\u2400").encode("utf-8", "replace").decode()


def _change(each: Planned) -> list[str]:
    change, held = each.change, each.held
    before = _words(held.outcome, held.ended_on, held.national_outcome) if held else ""
    after = _words(change.outcome, change.ended_on, change.national_outcome or "")
    return [str(each.line), change.student.name, change.unit.code, before, after]


def _words(outcome: str, ended_on: date, national: str) -> str:
    code = f" ({meaning_of(national)})" if national else ""
    return f"{Outcome(outcome).label}{code}, {day(ended_on)}"


def _classes(checked: Checked) -> list[dict]:
    """By certificate: students, and results new, changed and unchanged."""
    classes: dict[str, dict] = {}
    for each in checked.planned:
        change = each.change
        code = change.qualification.code if change.qualification else ""
        title = change.qualification.title if change.qualification else "Units on their own"
        line = classes.setdefault(
            code, {"code": code, "title": title, "who": set(), NEW: 0, CHANGED: 0, UNCHANGED: 0}
        )
        line["who"].add(change.student.pk)
        line[each.state] += 1
    return [
        {
            "code": line["code"],
            "title": line["title"],
            "students": len(line["who"]),
            "new": line[NEW],
            "changed": line[CHANGED],
            "unchanged": line[UNCHANGED],
        }
        for _, line in sorted(classes.items())
    ]


def _people(sent: SentFile, checked: Checked, school: School, choices: Mapping[str, int]) -> list[dict]:
    """Clients whom nobody could match, those first who may well be students of the school."""
    shown = sorted(checked.people, key=lambda number: (number not in checked.waiting, number))[:_MOST_PEOPLE]
    wanted = {row.certificate.upper() for number in shown for row in checked.people[number]}
    classes: dict[str, list[Student]] = {}
    enrolled = Enrolment.objects.filter(school=school, qualification__code__in=wanted)
    for code, who in enrolled.order_by("student__family_name", "student_id").values_list(
        "qualification__code", "student_id"
    ):
        classes.setdefault(code, []).append(checked.roster.by_key[who])
    return [_person(number, sent, checked, classes, choices) for number in shown]


def _person(
    number: str,
    sent: SentFile,
    checked: Checked,
    classes: Mapping[str, list[Student]],
    choices: Mapping[str, int],
) -> dict:
    rows = checked.people[number]
    client = (sent.clients or {}).get(number, Client("", None))
    likely = checked.roster.likely(client if client.name else None)
    codes = sorted({row.certificate.upper() for row in rows})
    mates = dict.fromkeys(who for code in codes for who in classes.get(code, ()) if who not in likely)
    return {
        "number": _storable(number),
        "name": _storable(client.name),
        "born": day(client.born) if client.born else "",
        "rows": len(rows),
        "certificates": _storable(", ".join(each for each in codes if each)),
        "likely": [[who.pk, _option(who)] for who in likely],
        "others": [[who.pk, _option(who)] for who in list(mates)[:_MOST_OPTIONS]],
        "choice": choices.get(number, "" if number in checked.waiting else LEFT_OUT),
    }


def _option(who: Student) -> str:
    return f"{who.name}, born {day(who.date_of_birth)}, {who.student_number}"
