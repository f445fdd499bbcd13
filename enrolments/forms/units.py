"""The grid of units on an enrolment's page: packaged units to tick, others to add by their code.

Posted fields: `unit` once for each ticked code, `hours-CODE` and `credit-CODE` for each, and `add_unit` with
`add_hours` for one more unit outside the packaging.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from enrolments import queries
from enrolments.actions.entry import UnitEntry
from enrolments.forms.entry import UnitForm
from enrolments.forms.text import Finding
from enrolments.lookups import Register, RegisterInMemory, normal
from enrolments.models import NominalHours, PackagedUnit, Qualification, Unit, UnitEnrolment

OUTSIDE = "Outside the packaging"
ADDED = "add"  # stands for the code in the ids of the line that adds a unit


@dataclass
class UnitLine:
    """One row of the grid. `hours` is what the field shows; `form` checks it where the unit is ticked."""

    code: str
    unit: Unit | None
    group: str
    nominal: NominalHours | None
    is_ticked: bool
    hours: str
    is_credit_transfer: bool
    form: UnitForm | None = None

    @property
    def warnings(self) -> list[Finding]:
        """What is unusual about a checked line."""
        return self.form.warnings if self.form and self.form.is_bound else []


class UnitGrid:
    """All rows for a qualification, and the checks of those that are ticked.

    Without `data` the rows show what is stored, and nominal hours where nothing is.
    """

    def __init__(
        self,
        *,
        qualification: Qualification,
        data: QueryDict | None = None,
        stored: Iterable[UnitEnrolment] = (),
    ) -> None:
        self.qualification, self.data = qualification, data
        self.stored = {each.unit.code: each for each in stored}
        self._packaged = _packaged(qualification)
        self._codes = self._codes_shown()
        self.register = _register(qualification, self._codes, self._packaged)
        self.lines = self._lines()
        self.added = self._added()
        if self.added and self.added.form.is_valid():
            self._take_added(self.added)

    def _codes_shown(self) -> list[str]:
        ticked = self.data.getlist("unit") if self.data is not None else self.stored
        return list(dict.fromkeys([*self._packaged, *map(normal, ticked), *self.stored]))

    def _lines(self) -> list[UnitLine]:
        units = {code: self.register.unit(code) for code in self._codes}
        nominal = queries.nominal_hours_of([unit.pk for unit in units.values() if unit])
        lines = [
            self._line(code, unit, nominal.get(unit.pk) if unit else None) for code, unit in units.items()
        ]
        order = {group: place for place, group in enumerate(dict.fromkeys(self._packaged_groups()))}
        return sorted(lines, key=lambda line: order.get(line.group, len(order)))

    def _packaged_groups(self) -> list[str]:
        return [group_of(each) for each in self._packaged.values()]

    def _line(self, code: str, unit: Unit | None, nominal: NominalHours | None) -> UnitLine:
        packaged = self._packaged.get(code)
        group = group_of(packaged) if packaged else OUTSIDE
        if self.data is None:
            return self._stored_line(code, unit, group, nominal)
        ticked = code in {normal(each) for each in self.data.getlist("unit")}
        hours, credit = self.data.get(f"hours-{code}", ""), f"credit-{code}" in self.data
        form = self._form(code, hours, credit, key=code) if ticked else None
        return UnitLine(code, unit, group, nominal, ticked, hours, credit, form)

    def _stored_line(
        self, code: str, unit: Unit | None, group: str, nominal: NominalHours | None
    ) -> UnitLine:
        stored = self.stored.get(code)
        shown = stored or nominal
        hours = "" if shown is None or shown.hours is None else str(shown.hours)
        credit = bool(stored and stored.is_credit_transfer)
        return UnitLine(code, unit, group, nominal, stored is not None, hours, credit)

    def _form(self, code: str, hours: str, credit: bool, key: str) -> UnitForm:
        values = {"unit_code": code, "hours": hours, "is_credit_transfer": credit}
        form = UnitForm(values, register=self.register, qualification=self.qualification, auto_id=f"%s-{key}")
        form.place = code if key != ADDED else "Add a unit"  # how the error summary calls the row
        return form

    def _added(self) -> UnitLine | None:
        code = normal(self.data.get("add_unit", "")) if self.data is not None else ""
        if not code or any(line.code == code and line.is_ticked for line in self.lines):
            return None
        self.register = _register(self.qualification, [*self._codes, code], self._packaged)
        hours = self.data.get("add_hours", "")
        return UnitLine(
            code,
            self.register.unit(code),
            OUTSIDE,
            None,
            True,
            hours,
            False,
            self._form(code, hours, False, ADDED),
        )

    def _take_added(self, line: UnitLine) -> None:
        """A unit that can be added becomes a row like the others; a packaged one is ticked in its place."""
        line.form = self._form(line.code, line.hours, False, key=line.code)
        for place, held in enumerate(self.lines):
            if held.code == line.code:
                line.group, line.nominal = held.group, held.nominal
                self.lines[place] = line
                break
        else:
            self.lines.append(line)
        self.added = None

    def __iter__(self) -> Iterator[UnitLine]:
        return iter(self.lines)

    @property
    def ticked(self) -> list[UnitLine]:
        """The rows that belong to the enrolment."""
        return [line for line in self.lines if line.is_ticked]

    @property
    def forms(self) -> list[UnitForm]:
        """The forms of the ticked rows and of the unit that could not be added, for the error summary."""
        forms = [line.form for line in self.ticked if line.form]
        return [*forms, self.added.form] if self.added else forms

    def non_form_errors(self) -> list[str]:
        """Nothing is wrong with the grid as a whole; the error summary asks."""
        return []

    def is_valid(self) -> bool:
        """Whether every ticked row can be saved."""
        return not any(form.errors for form in self.forms)

    def entries(self) -> list[UnitEntry]:
        """The ticked units of a valid grid as an action takes them."""
        return [
            UnitEntry(form.unit, form.cleaned_data["hours"], form.cleaned_data["is_credit_transfer"])
            for form in self.forms
        ]

    @property
    def total_hours(self) -> int:
        """Hours of the ticked rows that are whole numbers, without credit transfers."""
        return self._hours(are_transfers=False)

    @property
    def transfer_hours(self) -> int:
        """Hours written beside ticked credit transfers; most years fund none of them."""
        return self._hours(are_transfers=True)

    def _hours(self, *, are_transfers: bool) -> int:
        written = (line.hours for line in self.ticked if line.is_credit_transfer is are_transfers)
        return sum(int(hours) for hours in written if hours.isascii() and hours.isdigit() and len(hours) < 5)

    @property
    def missing_hours(self) -> int:
        """Ticked rows that still lack hours; a credit transfer needs none."""
        return sum(1 for line in self.ticked if not line.hours.strip() and not line.is_credit_transfer)


def group_of(packaged: PackagedUnit) -> str:
    """How a part of the packaging is called: Core, Elective, Elective group A."""
    if packaged.elective_group:
        return f"{packaged.get_kind_display()} group {packaged.elective_group}"
    return packaged.get_kind_display()


def _packaged(qualification: Qualification) -> dict[str, PackagedUnit]:
    rows = qualification.packaged_units.select_related("unit")
    return {each.unit.code: each for each in rows.order_by("kind", "elective_group", "unit__code")}


def _register(qualification: Qualification, codes: list[str], packaged: dict[str, PackagedUnit]) -> Register:
    """What the rows need to know, in one query for the units that are not packaged."""
    others = Unit.objects.filter(code__in=[code for code in codes if code not in packaged])
    units = {each.unit.code: each.unit for each in packaged.values()}
    pairs = frozenset((qualification.pk, each.unit_id) for each in packaged.values())
    return RegisterInMemory({}, units | {each.code: each for each in others}, {}, pairs)
