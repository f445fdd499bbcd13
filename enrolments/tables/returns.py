"""The department's tables of schools: the board of returns, and the list of schools."""

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from enrolments.models import School
from enrolments.queries import return_board
from enrolments.rules import returns as rules
from vetportal import clock
from vetportal.money import UNKNOWN, day, index, moment, whole

_TONES = {
    rules.CERTIFIED: "ready",
    rules.APPROVED: "done",
    rules.RETURNED: "problem",
    rules.DRAFT: "incomplete",
    return_board.NOT_STARTED: "not-started",
}
_NUMBER = {"td": {"class": "num"}}


def tag(tone: str, word: str) -> str:
    """A state as the look draws it."""
    return render_to_string("components/tag.html", {"tone": tone, "word": word})


def _review(record: School) -> str:
    return reverse("enrolments:return-review", args=[record.code])


class StandingColumn(tables.Column):
    """Where a school's return stands, with the marks nil and late."""

    def render(self, record: School) -> str:
        """The standing as a tag, and the marks beside it."""
        tags = [tag(_TONES[record.standing], return_board.STATUSES[record.standing])]
        signed = record.standing in (rules.CERTIFIED, rules.APPROVED)
        if signed and record.is_nil:
            tags.append(tag("info", "Nil"))
        if signed and record.is_late:
            tags.append(tag("incomplete", "Late"))
        return format_html(" {}" * len(tags), *tags)


class SchoolsTable(tables.Table):
    """Schools with their place and where their return stands. `entered` is set for the page shown."""

    name = tables.Column(
        "School", linkify=lambda record: reverse("enrolments:return-review", args=[record.code])
    )
    code = tables.Column("Code")
    sector = tables.Column("Sector")
    region = tables.Column("Region", empty_values=())
    index = tables.Column(
        "Location index", accessor="highest_index", order_by=("highest_index", "name"), empty_values=(),
        attrs=_NUMBER,
    )  # fmt: skip
    students = tables.Column("Students", empty_values=(), orderable=False, attrs=_NUMBER)
    standing = StandingColumn("Return", order_by=("standing", "name"))

    caption = "Schools"
    entered: dict[int, return_board.Entered] = {}

    class Meta:
        empty_text = "No school matches. Change the filter, or show all."
        order_by = "name"

    def render_region(self, record: School) -> str:
        """Region and town."""
        return ", ".join(part for part in (record.town, record.region) if part) or UNKNOWN

    def render_index(self, record: School) -> str:
        """The index of the only campus, or the span over several."""
        low, high = record.lowest_index, record.highest_index
        if low == high:
            return index(high)
        return f"{index(low)}–{index(high)}"

    def render_students(self, record: School) -> str:
        """Students with an enrolment in the year."""
        return whole(self.entered.get(record.pk, return_board.NOTHING).students)


class ReturnsTable(tables.Table):
    """The board: one row a school. `entered` is set for the page that is shown."""

    tick = tables.Column("Tick", empty_values=(), orderable=False)
    name = tables.Column("School")
    standing = StandingColumn("Return", order_by=("standing", "name"))
    enrolments = tables.Column("Enrolments", empty_values=(), attrs=_NUMBER)
    complete = tables.Column("Complete", empty_values=(), orderable=False, attrs=_NUMBER)
    incomplete = tables.Column("Incomplete", empty_values=(), orderable=False, attrs=_NUMBER)
    at_stake = tables.TemplateColumn(
        # What a return is worth is funding's to say; its template tag asks once for the whole page.
        "{% load funding_tags %}{% at_stake record year as cents %}{{ cents|dollars }}",
        verbose_name="At stake",
        orderable=False,
        attrs=_NUMBER,
    )
    certified = tables.Column("Certified", accessor="certified_at", empty_values=())
    waiting = tables.Column("Days waiting", empty_values=(), orderable=False, attrs=_NUMBER)

    caption = "Returns"
    entered: dict[int, return_board.Entered] = {}

    class Meta:
        empty_text = "No return matches. Choose another tab, change the filter, or show all."
        order_by = "name"

    def __init__(self, *args, year: int, may_approve: bool, **kwargs) -> None:
        super().__init__(*args, exclude=() if may_approve else ("tick",), **kwargs)
        self.year = year
        self.today = clock.today()

    def order_enrolments(self, schools: QuerySet[School], is_descending: bool) -> tuple[QuerySet, bool]:
        """Sorting by enrolments counts them for every school; otherwise only the page is counted."""
        counted = return_board.with_entry_count(schools, self.year)
        return counted.order_by("-entry_count" if is_descending else "entry_count", "name"), True

    def order_certified(self, schools: QuerySet[School], is_descending: bool) -> tuple[QuerySet, bool]:
        """Schools that have not certified come last either way."""
        at = F("certified_at")
        first = at.desc(nulls_last=True) if is_descending else at.asc(nulls_last=True)
        return schools.order_by(first, "name"), True

    def render_tick(self, record: School) -> str:
        """A tick box where the return waits for approval."""
        if record.standing != rules.CERTIFIED:
            return ""
        return format_html(
            '<input type="checkbox" name="tick" value="{}:{}" form="approve-many" aria-label="Approve {}">',
            record.return_id,
            record.return_version,
            record.name,
        )

    def render_name(self, record: School) -> str:
        """Name, and below it code and region."""
        place = ", ".join(part for part in (record.code, record.region) if part)
        return format_html(
            '<a href="{}">{}</a> <span class="cell-note">{}</span>', _review(record), record.name, place
        )

    def render_enrolments(self, record: School) -> str:
        """All enrolments of the school."""
        return whole(self._entered(record).enrolments)

    def render_complete(self, record: School) -> str:
        """Enrolments with units and hours."""
        return whole(self._entered(record).complete)

    def render_incomplete(self, record: School) -> str:
        """Enrolments that earn nothing yet."""
        return whole(self._entered(record).incomplete)

    def render_certified(self, record: School) -> str:
        """When and by whom."""
        if record.certified_at is None:
            return UNKNOWN
        return format_html(
            '<span title="{}">{}</span> <span class="cell-note">{}</span>',
            moment(record.certified_at),
            day(record.certified_at),
            record.certified_by_name,
        )

    def render_waiting(self, record: School) -> str:
        """Whole days that the department has waited for the school, or the school for the department."""
        since = {rules.CERTIFIED: record.certified_at, rules.RETURNED: record.decided_at}
        if record.standing not in since:
            return UNKNOWN
        return whole((self.today - since[record.standing].astimezone(clock.MELBOURNE).date()).days)

    def _entered(self, record: School) -> return_board.Entered:
        return self.entered.get(record.pk, return_board.NOTHING)
