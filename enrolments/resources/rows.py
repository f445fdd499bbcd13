"""What every register resource does: strict cells, dictionaries instead of queries, writes in bulk.

django-import-export reads row by row and asks the database three times a row. Here the rows that exist are
read once, what a row changed is told by comparing its fields, and nothing is written that did not change.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export import resources
from import_export.results import RowResult
from tablib import Dataset

from enrolments.resources.report import Counts, Report
from enrolments.resources.shapes import Values
from enrolments.resources.widgets import Known
from vetportal.accounts.models import User

_MOST_RECORDED = 1_000


class QuietRowResult(RowResult):
    """A row's result without its name, which may cost a query."""

    def add_instance_info(self, instance: models.Model | None) -> None:
        """Nothing: the report names rows by number."""


class RegisterResource(resources.ModelResource):
    """Rows of one model from a file. Fields are declared; `key` are the attributes that identify a row."""

    key: tuple[str, ...] = ("code",)
    kind = ""  # plural, as the report says it

    def __init__(self, *, report: Report, by: User | None = None, fills_gaps_only: bool = False) -> None:
        super().__init__()
        self.report, self.by, self.fills_gaps_only = report, by, fills_gaps_only
        self.counts = Counts(self.kind or str(self._meta.model._meta.verbose_name_plural))
        self.recorded: dict[str, Any] = {}
        self._held: dict[tuple, models.Model] = {}
        self._met: set[tuple] = set()
        self._changed: set[str] = set()
        self._ordered = super().get_import_fields()
        self._unread = self._fields_not_read()
        self._before: list[Any] = []

    def _fields_not_read(self) -> set[str]:
        """Fields that a file does not state, and keys of other rows, which are looked up already."""
        read = {field.attribute for field in self._ordered}
        return {f.name for f in self._meta.model._meta.fields if f.is_relation or f.name not in read}

    class Meta:
        use_bulk = True
        skip_diff = True
        batch_size = 2_000
        clean_model_instances = False
        import_id_fields: tuple[str, ...] = ()

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns that the resource reads."""
        return tuple(field.column_name for field in cls.fields.values())

    def rows_of(self, rows: list[tuple[int, Values]]) -> Iterator[tuple[int, Values]]:
        """The rows of the file that concern this resource, reduced to its columns."""
        names = self.columns()
        for number, values in rows:
            yield number, {name: values[name] for name in names if name in values}

    def known(self) -> dict[str, dict[str, int]]:
        """For each field whose cell names another row: the keys of the rows there are."""
        return {}

    def before_import(self, dataset: Dataset, **kwargs) -> None:
        for name, keys in self.known().items():
            widget = self.fields[name].widget
            if isinstance(widget, Known):
                widget.keys = keys
        self._held = {self._key_of(each): each for each in self.get_queryset()}

    def get_import_fields(self) -> list:
        return self._ordered

    def get_or_init_instance(self, instance_loader: Any, row: Values) -> tuple[models.Model, bool]:
        key = self._key_in(row)
        if key in self._met:
            doubled = ValidationError("An earlier row is about the same thing.", code="row_doubled")
            raise ValidationError({NON_FIELD_ERRORS: doubled})
        self._met.add(key)
        held = self._held.get(key)
        return (held, False) if held else (self.init_instance(row), True)

    def after_init_instance(self, instance: models.Model, new: bool, row: Values, **kwargs) -> None:
        self._before = [getattr(instance, field.attribute) for field in self._ordered]
        self._new = new

    def import_field(self, field: Any, instance: models.Model, row: Values, *args, **kwargs) -> None:
        if self.fills_gaps_only and not self._new and getattr(instance, field.attribute) not in (None, ""):
            return
        super().import_field(field, instance, row, *args, **kwargs)

    def skip_row(
        self, instance: models.Model, original: Any, row: Values, import_validation_errors=None
    ) -> bool:
        """Whether the row says nothing new."""
        if self._new or import_validation_errors:
            return False
        now = [getattr(instance, field.attribute) for field in self._ordered]
        if now == self._before:
            return True
        self._note_change(instance, now)
        return False

    def _note_change(self, instance: models.Model, now: list[Any]) -> None:
        changed = {
            field.attribute: (was, value)
            for field, was, value in zip(self._ordered, self._before, now, strict=True)
            if was != value
        }
        self._changed |= changed.keys()
        if len(self.recorded) < _MOST_RECORDED:
            key = " ".join(str(part) for part in self._key_of(instance))
            self.recorded[key] = {name: [_json(was), _json(value)] for name, (was, value) in changed.items()}

    def validate_instance(self, instance: models.Model, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, *self._unread})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def get_bulk_update_fields(self) -> list[str]:
        return sorted(self._changed)

    def after_import_row(self, row: Values, row_result: RowResult, **kwargs) -> None:
        if row_result.import_type == RowResult.IMPORT_TYPE_NEW:
            self.counts.new += 1
        elif row_result.import_type == RowResult.IMPORT_TYPE_SKIP:
            self.counts.unchanged += 1
        else:
            self.counts.changed += 1

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return QuietRowResult

    def _key_of(self, instance: models.Model) -> tuple:
        return tuple(getattr(instance, name) for name in self.key)

    def _key_in(self, row: Values) -> tuple:
        values, errors = [], {}
        for name in self.key:
            field = next(each for each in self._ordered if each.attribute == name)
            if field.column_name not in row:
                values.append(self._meta.model._meta.get_field(name).get_default())
                continue
            try:
                values.append(field.clean(row))
            except ValueError as error:
                errors[name] = ValidationError(str(error), code="invalid")
        if errors:
            raise ValidationError(errors)
        return tuple(values)


def keys_by(queryset: models.QuerySet, field: str) -> dict[str, int]:
    """The primary keys of rows by a text field."""
    return dict(queryset.values_list(field, "pk"))


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
