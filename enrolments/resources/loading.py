"""Loading a register file: read, check every row, store all of it or nothing, and write the record."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from tablib import Dataset

from enrolments.models.window import EntryClosed
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource
from enrolments.resources.shapes import Shape, Values, read_rows
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.files.problems import FileRefused, RowProblem

Rows = list[tuple[int, Values]]


@dataclass(frozen=True)
class RegisterFile:
    """One kind of register file: its shapes (the portal's own first) and the resources that take it.

    `check` may refuse the file as a whole, or reshape its rows, before any resource sees them. `take` does
    all of the work where a file is no list of rows of one model. `refusals` are answered in their own words.
    """

    name: str
    shapes: tuple[Shape, ...]
    resources: tuple[type[RegisterResource], ...] = ()
    check: Callable[[Rows, Report, User | None], Rows] | None = None
    take: Callable[[Rows, Report, User | None], None] | None = None
    refusals: tuple[type[Exception], ...] = ()


def load(
    file: RegisterFile, content: bytes, *, filename: str, by: User | None, dry_run: bool = False
) -> Report:
    """Load a file; `by` is None for an operator's command. Nothing is stored unless the report accepts it.

    A dry run checks everything and stores nothing.
    """
    report = Report(filename=filename, sha256=hashlib.sha256(content).hexdigest())
    with transaction.atomic():
        try:
            _load(file, content, report, by)
        except FileRefused as refusal:
            report.refuse(refusal.code, refusal.sentence, refusal.names)
        except (EntryClosed, *file.refusals) as refusal:
            report.refuse(getattr(refusal, "code", "refused"), str(refusal))
        except IntegrityError as error:
            report.refuse("conflict", f"Rows of the file contradict each other or the register: {error}.")
        if dry_run or not report.is_accepted:
            transaction.set_rollback(True)
    return report


def _load(file: RegisterFile, content: bytes, report: Report, by: User | None) -> None:
    shape, rows = read_rows(content, report.filename, file.shapes, report)
    rows = _once(rows, report)
    if file.check:
        rows = file.check(rows, report, by)
    if report.problems:
        return
    if file.take:
        file.take(rows, report, by)
    for resource_class in file.resources:
        resource = resource_class(report=report, by=by, fills_gaps_only=shape.fills_gaps_only)
        _import(resource, rows, report, file.refusals)
        if report.problems:
            return
        if resource.counts.total:
            report.counts.append(resource.counts)
        _record(resource, report, by)


def _once(rows: Rows, report: Report) -> Rows:
    """A row that says the same as an earlier one is left out, with a warning."""
    first: dict[tuple, int] = {}
    kept = []
    for number, values in rows:
        said = tuple(values.items())
        if said in first:
            report.warn(number, "row_doubled", f"The row repeats row {first[said]}; it was read once.")
        else:
            first[said] = number
            kept.append((number, values))
    return kept


def _import(
    resource: RegisterResource, rows: Rows, report: Report, refusals: tuple[type[Exception], ...]
) -> None:
    concerned = _distinct(resource, rows, report)
    if report.problems or not concerned:
        return
    headers = list(concerned[0][1])
    dataset = Dataset(*(tuple(values[name] for name in headers) for _, values in concerned), headers=headers)
    numbers = [number for number, _ in concerned]
    result = resource.import_data(dataset, use_transactions=False, raise_errors=False)
    for base in result.base_errors:
        _raise(base.error)
    for number, errors in result.row_errors():
        _raise_unless_refused(errors[0].error, refusals)
        report.problems.append(RowProblem(numbers[number - 1], None, "refused", str(errors[0].error)))
    for invalid in result.invalid_rows:
        report.problems += _problems(invalid.error.error_dict, numbers[invalid.number - 1], resource)


def _distinct(resource: RegisterResource, rows: Rows, report: Report) -> Rows:
    """Rows alike in the resource's columns count once; rows that contradict each other are errors."""
    places = _key_columns(resource)
    said: dict[tuple, tuple[int, Values]] = {}
    for number, values in resource.rows_of(rows):
        key = tuple(values.get(name, "").upper() for name in places)
        earlier = said.setdefault(key, (number, values))
        if earlier[1] != values:
            name = " ".join(part for part in key if part)
            sentence = f"Row {earlier[0]} says something else about {name}. Keep the row that is right."
            report.problems.append(RowProblem(number, None, "row_contradicts", sentence))
    return list(said.values())


def _key_columns(resource: RegisterResource) -> list[str]:
    by_attribute = {field.attribute: field.column_name for field in resource.get_import_fields()}
    return [by_attribute[name] for name in resource.key]


def _problems(errors: dict[str, list], number: int, resource: RegisterResource) -> list[RowProblem]:
    columns = {field.attribute: field.column_name for field in resource.get_import_fields()}
    return [
        RowProblem(number, columns.get(name, None if name == "__all__" else name), error.code, sentence)
        for name, each in errors.items()
        for error in each
        for sentence in error.messages
    ]


def _raise(error: Any) -> None:
    raise error


def _raise_unless_refused(error: Exception, refusals: tuple[type[Exception], ...]) -> None:
    if not isinstance(error, (EntryClosed, *refusals)):
        raise error


def _record(resource: RegisterResource, report: Report, by: User | None) -> None:
    counts = resource.counts
    if not (counts.new or counts.changed):
        return
    trail.record(
        by=by,
        action="register.import",
        subject=resource._meta.model(
            pk=report.sha256[:16]
        ),  # the file, so that its content can be found again
        after={
            "file": report.filename,
            "sha256": report.sha256,
            "rows": report.rows,
            "new": counts.new,
            "changed": counts.changed,
            "changes": resource.recorded,
        },
    )
