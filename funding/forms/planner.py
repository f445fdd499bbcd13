"""A plan as it stands in an address: rows of certificates, typed freely and read with clear words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from enrolments.models import Qualification
from funding.queries.planner import Planner, Row
from vetportal import written

MOST_ROWS = 60
MOST_STUDENTS, MOST_HOURS = 5_000, 2_000
_COLUMNS = ("certificate", "students", "hours", "delivery", "index")


@dataclass
class TypedRow:
    """One row as it was typed; `errors` by column, `row` once nothing is wrong with it."""

    certificate: str
    students: str
    hours: str
    delivery: str
    index: str
    errors: dict[str, str] = field(default_factory=dict)
    row: Row | None = None
    qualification: Qualification | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """As the address holds them."""
        return tuple(getattr(self, name) for name in _COLUMNS)


class PlanForm:
    """The rows of an address, or those that the entries lead to where it names none."""

    def __init__(self, planner: Planner, data: QueryDict) -> None:
        self.planner, self.data = planner, data
        self.is_typed = "plan" in data
        self.rows = self._typed() if self.is_typed else [_written(row) for row in planner.present]
        self.certificates = self._certificates()
        for each in self.rows:
            self._read(each)

    def _typed(self) -> list[TypedRow]:
        columns = [self.data.getlist(name)[:MOST_ROWS] for name in _COLUMNS]
        length = len(columns[0])
        padded = [values + [""] * (length - len(values)) for values in columns]
        return [TypedRow(*(value.strip()[:40] for value in each)) for each in zip(*padded, strict=False)]

    def _certificates(self) -> Mapping[str, Qualification]:
        codes = {each.certificate.upper() for each in self.rows}
        return {each.code: each for each in Qualification.objects.filter(code__in=codes)}

    def _read(self, each: TypedRow) -> None:
        code = each.certificate.upper()
        each.qualification = self.certificates.get(code)
        if each.qualification is None:
            each.errors["certificate"] = f"There is no certificate “{each.certificate}”. Remove this row."
        students = _number(each, "students", MOST_STUDENTS)
        hours = _number(each, "hours", MOST_HOURS)
        if each.delivery not in dict(self.planner.deliveries):
            each.errors["delivery"] = "Choose how the training is delivered."
        index = self._index(each)
        if not each.errors:
            each.row = Row(code, students or 0, hours, each.delivery, index)

    def _index(self, each: TypedRow) -> int | None:
        """The index of the row's campus; the first campus where the address names none of the school's."""
        known = {index_text(index): index for index in self.planner.indexes}
        each.index = each.index if each.index in known else next(iter(known))
        return known[each.index]

    @property
    def good(self) -> list[TypedRow]:
        """The rows that can be worked out."""
        return [each for each in self.rows if each.row]

    @property
    def has_errors(self) -> bool:
        """Whether any row cannot be read."""
        return len(self.good) < len(self.rows)

    def query(self, rows: Sequence[TypedRow] | None = None) -> str:
        """The address of a plan with these rows, and the rate that is chosen."""
        pairs = [("plan", "1"), ("rate", self.data.get("rate", ""))]
        for each in self.rows if rows is None else rows:
            pairs += zip(_COLUMNS, each.values, strict=True)
        return urlencode([pair for pair in pairs if pair != ("rate", "")])

    def without(self, place: int) -> str:
        """The address without one row."""
        return self.query([each for number, each in enumerate(self.rows) if number != place])

    def with_certificate(self, certificate: Qualification) -> str:
        """The address with one student more, in a certificate at the hours of its full rate."""
        rules = self.planner.rules
        band = rules.band_of.get(certificate.code, "")
        full = {each.code: each.full_rate_hours for each in rules.bands}
        hours = full.get(band, max(full.values(), default=0))
        first = index_text(next(iter(self.planner.indexes)))
        return self.query([*self.rows, TypedRow(certificate.code, "1", str(hours), "SCHOOL", first)])


def index_text(index: int | None) -> str:
    """An index as the address holds it."""
    return "" if index is None else str(index)


def _written(row: Row) -> TypedRow:
    hours = "" if row.hours is None else str(row.hours)
    return TypedRow(row.certificate, str(row.students), hours, row.delivery, index_text(row.index))


def _number(each: TypedRow, name: str, most: int) -> int | None:
    text = getattr(each, name)
    if not text:
        return None
    try:
        value = written.whole_number(text)
    except ValueError as error:
        each.errors[name] = str(error)
        return None
    if value > most:
        each.errors[name] = f"Enter at most {most:,}."
    return value
