"""Seeing whether a request changed anything: every writing statement, and a print of all tables."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models

from vetportal.audit.models import AuditEvent

_WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|ALTER|CREATE|DROP|COPY|MERGE)\b", re.IGNORECASE
)
_ROWS_OF = (
    "accounts",
    "audit",
    "enrolments",
    "funding",
    "credits",
    "obligations",
    "pathways",
    "vetportal",
    "admin",
)
# What a refused person or a reader may leave behind: the record of it.
RECORDS = ("refuse_upload", "export_payments", "export_trace")


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that were written to meanwhile, once for each statement."""
    found: list[str] = []

    def note(execute: Callable, sql: str, parameters: object, many: bool, context: dict) -> object:
        if _WRITES.match(sql):
            quoted = re.search(r'"(\w+)"', sql)
            found.append(quoted[1] if quoted else sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield found


def tables() -> list[type[models.Model]]:
    """Every table of the portal."""
    own = [config for config in apps.get_app_configs() if config.label in _ROWS_OF]
    return [model for config in own for model in config.get_models()]


def fingerprint() -> dict[str, str]:
    """Rows and content of every table; the records that a refusal leaves are not counted."""
    return {model._meta.db_table: _print_of(model) for model in tables()}


def _print_of(model: type[models.Model]) -> str:
    rows = model._base_manager.order_by("pk")
    if model is AuditEvent:
        rows = rows.exclude(action__in=RECORDS)
    held = list(rows.values_list())
    return f"{len(held)} rows, {hashlib.sha256(repr(held).encode()).hexdigest()}"
