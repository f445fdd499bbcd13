"""Which unit took the place of which; a file may name one pair a row, in any order."""

from collections import defaultdict

from import_export import fields

from enrolments.models import Unit, UnitSuccession
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from enrolments.rules.equivalence import CircularSuccession, check_no_circle
from vetportal.accounts.models import User


class SuccessionResource(RegisterResource):
    """One unit superseded by another."""

    key = ("predecessor_id", "successor_id")
    kind = "supersessions of units"

    predecessor = fields.Field("predecessor_id", "unit_code", widgets.Known("unit", "Load the unit first."))
    successor = fields.Field("successor_id", "superseded_by", widgets.Known("unit", "Load the unit first."))
    is_equivalent = fields.Field("is_equivalent", "equivalent", widgets.yes_or_no())
    effective_on = fields.Field("effective_on", "effective_on", widgets.day(empty=None))
    note = fields.Field("note", "note", widgets.text(empty=""))
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = UnitSuccession
        fields = ("predecessor", "successor", "is_equivalent", "effective_on", "note", "source")

    def known(self) -> dict[str, dict[str, int]]:
        units = keys_by(Unit.objects.all(), "code")
        return {"predecessor": units, "successor": units}


def refuse_circles(
    rows: list[tuple[int, Values]], report: Report, by: User | None
) -> list[tuple[int, Values]]:
    """Raise CircularSuccession where the file and the register together lead from a unit back to it."""
    successors: dict[str, set[str]] = defaultdict(set)
    for earlier, later in UnitSuccession.objects.values_list("predecessor__code", "successor__code"):
        successors[earlier].add(later)
    for _number, values in rows:
        successors[values["unit_code"].strip().upper()].add(values["superseded_by"].strip().upper())
    check_no_circle(successors)
    return rows


OWN = Shape(
    required=("unit_code", "superseded_by", "equivalent", "source"), optional=("effective_on", "note")
)
SUCCESSIONS = RegisterFile(
    "unit_successions", (OWN,), (SuccessionResource,), check=refuse_circles, refusals=(CircularSuccession,)
)
