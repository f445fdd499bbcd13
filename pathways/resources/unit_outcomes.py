"""What units ask of a student, loaded from a file: one outcome a row, in the order of the rows."""

from typing import Any

from import_export import fields

from enrolments.lookups import normal
from enrolments.models import Unit
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from pathways.models import UnitOutcomes
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.files.problems import RowProblem

_COLUMNS = ("unit_code", "outcome", "source")


class UnitOutcomesResource(RegisterResource):
    """The text of a unit; a file that names the unit takes the place of what was there."""

    key = ("unit_id",)
    kind = "texts of units"

    unit = fields.Field("unit_id", "unit_code", widgets.Known("unit", "Load the unit first."))
    outcomes = fields.Field("outcomes", "outcome", widgets.text())
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = UnitOutcomes
        fields = ("unit", "outcomes", "source")

    def known(self) -> dict[str, dict[str, int]]:
        return {"unit": keys_by(Unit.objects.all(), "code")}

    def skip_row(
        self, instance: UnitOutcomes, original: Any, row: Values, import_validation_errors=None
    ) -> bool:
        """As ever; a text that changes gets a new revision, so that nobody's open form overwrites it."""
        if super().skip_row(instance, original, row, import_validation_errors):
            return True
        if not self._new:
            instance.revision += 1
            self._changed |= {"revision", "changed_by", "changed_at"}
        instance.changed_by, instance.changed_at = self.by, clock.now()
        return False


def one_row_a_unit(
    rows: list[tuple[int, Values]], report: Report, by: User | None
) -> list[tuple[int, Values]]:
    """The outcomes of a unit as lines of one text. An empty outcome, or a second source, is an error."""
    texts: dict[str, tuple[int, Values]] = {}
    for number, values in rows:
        line = " ".join(values["outcome"].split())
        if not line:
            sentence = "The cell is empty. Write what the unit asks of a student, or take the row out."
            report.problems.append(RowProblem(number, "outcome", "lines_required", sentence))
            continue
        code = normal(values["unit_code"])
        first = texts.setdefault(code, (number, {**values, "unit_code": code, "outcome": ""}))
        if first[1]["source"] != values["source"]:
            sentence = f"Row {first[0]} names another source for {code}. A unit has one text with one source."
            report.problems.append(RowProblem(number, "source", "row_contradicts", sentence))
        said = first[1]["outcome"]
        first[1]["outcome"] = f"{said}\n{line}" if said else line
    return list(texts.values())


UNIT_OUTCOMES = RegisterFile(
    "unit_outcomes", (Shape(_COLUMNS),), (UnitOutcomesResource,), check=one_row_a_unit
)
