"""The map: from units by micro-credentials and certificates to awards, around one thing at a time."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.access import remember_school, schools_visible_to
from enrolments.models import Student
from enrolments.views.posted import whole_number
from pathways.queries import map as surroundings
from pathways.queries.held import held_units
from pathways.queries.map_drawing import AWARD, KINDS, QUALIFICATION, SET, UNIT, Around, Node, cut
from pathways.queries.map_held import Mark, marks
from pathways.queries.map_search import beginnings, find
from pathways.views.map_lines import lines
from vetportal import clock
from vetportal.access import signed_in

_MOST = 8  # nodes of a kind, until somebody asks for all of it
HEADINGS = {UNIT: "Units", SET: "Micro-credentials", QUALIFICATION: "Certificates", AWARD: "Awards"}
_NOTHING = {
    UNIT: "No unit is entered.",
    SET: "No micro-credential includes it.",
    QUALIFICATION: "No certificate lists it.",
    AWARD: "No credit mapping in force.",
}


class Shown(NamedTuple):
    """A node with the address that puts it into the middle, and what it means for the student."""

    node: Node
    url: str
    mark: Mark | None
    is_focus: bool


class Column(NamedTuple):
    """One kind of things; `left_out` is how many more there are, at `more_url`."""

    kind: str
    heading: str
    nothing: str
    shown: list[Shown]
    left_out: int
    more_url: str


@signed_in
def map_page(request: HttpRequest) -> HttpResponse:
    """What leads to a unit, micro-credential, certificate or award, and where it leads."""
    student = _student(request)
    if student is None:
        remember_school(request)
    key, text = request.GET.get("node", ""), request.GET.get("q", "").strip()
    context = {"student": student, "q": text, "address": _Address(request, student)}
    if text:
        context["found"] = _listed(find(text), context["address"])
        context["found_any"] = any(column.shown for column in context["found"])
    if key:
        context |= _drawn(request, key, student, context["address"])
    elif not text:
        context["beginnings"] = _listed(beginnings(), context["address"])
    return render(request, "pathways/map.html", context)


class _Address:
    """Addresses of this page that keep the student and the school."""

    def __init__(self, request: HttpRequest, student: Student | None) -> None:
        school = student.school.code if student else request.GET.get("school", "")
        self.kept = {"school": school} if school else {}
        if student:
            self.kept["student"] = str(student.pk)

    def of(self, **more: str) -> str:
        return "?" + urlencode(self.kept | more)


def _student(request: HttpRequest) -> Student | None:
    """The student whose units are marked; one that the person may not see does not exist."""
    asked = request.GET.get("student", "")
    if not asked:
        return None
    visible = Student.objects.filter(school__in=schools_visible_to(request.user))
    found = visible.filter(pk=whole_number(asked)).select_related("school").first()
    if found is None:
        raise Http404("There is no such student at a school of yours.")
    remember_school(request, found.school.code)
    return found


def _drawn(request: HttpRequest, key: str, student: Student | None, address: _Address) -> dict:
    found = surroundings.around(key, today=clock.today())
    if found is None:
        raise Http404("There is no such thing on the map. Search for it by code or title.")
    drawn, left_out = cut(found, most=_MOST, whole=request.GET.get("more", ""))
    marked = _marks(drawn, student)
    columns = [_column(kind, drawn, left_out[kind], marked, address) for kind in KINDS]
    slots = {each.kind: len(each.shown) + bool(each.left_out) for each in columns}
    return {
        "focus": drawn.focus,
        "focus_kind": HEADINGS[drawn.focus.kind],
        "focus_mark": marked.get(drawn.focus.key),
        "equivalents": [Shown(each, address.of(node=each.key), None, False) for each in found.equivalents],
        "columns": columns,
        "drawing": lines(drawn.nodes, slots, drawn.links),
        "is_alone": len(drawn.links) == 0,
    }


def _marks(drawn: Around, student: Student | None) -> dict[str, Mark]:
    if student is None:
        return {}
    return marks((node for nodes in drawn.nodes.values() for node in nodes), held_units(student))


def _column(kind: str, drawn: Around, left_out: int, marked: dict[str, Mark], address: _Address) -> Column:
    shown = [
        Shown(each, address.of(node=each.key), marked.get(each.key), each == drawn.focus)
        for each in drawn.nodes[kind]
    ]
    more_url = address.of(node=drawn.focus.key, more=kind)
    return Column(kind, HEADINGS[kind], _NOTHING[kind], shown, left_out, more_url)


def _listed(nodes: dict[str, list[Node]], address: _Address) -> list[Column]:
    return [
        Column(
            kind,
            HEADINGS[kind],
            "",
            [Shown(each, address.of(node=each.key), None, False) for each in found],
            0,
            "",
        )
        for kind, found in nodes.items()
        if found
    ]
