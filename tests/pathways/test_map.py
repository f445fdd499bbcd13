"""The map: what is around each kind of thing, whose units are marked, and what it costs to draw."""

from datetime import date

import pytest
from django.urls import reverse

from enrolments.models import Qualification
from pathways.models import Award, CreditMapping, MicroCredential
from pathways.queries.map import around
from pathways.queries.map_drawing import AWARD, KINDS, QUALIFICATION, SET, UNIT, Link, Node, cut, key_of
from pathways.queries.map_search import find
from pathways.queries.targets import set_key
from pathways.views.map_lines import lines
from tests import factories
from tests.journeys import worlds
from tests.pathways import mapping_cast
from tests.pathways import stacking_cast as cast
from vetportal import clock
from vetportal.accounts.roles import SchoolRole

TODAY = date(2019, 5, 1)
MOST_QUERIES = 35


@pytest.fixture
def world(db, clock):
    built = worlds.open_school(clock, students=1)
    cast.shipped()
    return built


def _mapping(source: Qualification | MicroCredential, **fields) -> CreditMapping:
    """An approved mapping; what decides its approval is not this test's matter."""
    officer, manager = factories.officer("clerk"), factories.manager("chief")
    award = Award.objects.first() or mapping_cast.award(by=officer)
    kind = "qualification" if isinstance(source, Qualification) else "micro_credential"
    values = {"form": "BLOCK", "amount": 4_000, "amount_unit": "SUBJECTS", "status": "APPROVED", **fields}
    return CreditMapping.objects.create(
        award=award,
        source="INVENTED",
        drafted_by=officer,
        drafted_at=clock.now(),
        approved_by=manager,
        **{kind: source},
        **values,
    )


def codes(found, kind: str) -> list[str]:
    return [each.code for each in found.nodes[kind]]


def test_a_unit_leads_to_sets_and_certificates_also_as_an_equivalent_unit(world) -> None:
    found = around("unit:SITXFSA001", today=TODAY)
    assert codes(found, SET) == ["SITSS00069"]
    assert codes(found, QUALIFICATION) == ["SIT20316", "SIT20421", "SIT40621"]
    notes = {each.code: each.note for each in found.nodes[QUALIFICATION]}
    assert notes["SIT20421"] == "core, as SITXFSA005"
    assert [each.code for each in found.equivalents] == ["SITXFSA005", "SITXFSA101"]


def test_a_set_leads_from_its_units_to_certificates_that_list_them(world) -> None:
    food = MicroCredential.objects.get(code="SITSS00069")
    found = around(set_key(food.pk), today=TODAY)
    assert codes(found, UNIT) == ["SITXFSA005", "SITXFSA006"]
    notes = {each.code: each.note for each in found.nodes[QUALIFICATION]}
    assert notes == {
        "SIT20316": "lists 1 of 2 units",
        "SIT20421": "lists 2 of 2 units",
        "SIT40621": "lists 2 of 2 units",
    }


def test_a_certificate_shows_core_before_electives_and_the_sets_that_share_units(world) -> None:
    found = around("qualification:SIT20421", today=TODAY)
    notes = [each.note for each in found.nodes[UNIT]]
    assert notes == ["core"] * 7 + ["elective"] * 8
    assert [(each.code, each.note) for each in found.nodes[SET]] == [("SITSS00069", "shares 2 units")]


def test_an_award_is_linked_by_mappings_in_force_alone(world) -> None:
    cookery = Qualification.objects.get(code="SIT20421")
    mapping = _mapping(cookery)
    assert codes(around("qualification:SIT20421", today=TODAY), AWARD) == [mapping.award.title]
    from_award = around(key_of(AWARD, mapping.award_id), today=TODAY)
    assert [(each.code, each.note) for each in from_award.nodes[QUALIFICATION]] == [
        ("SIT20421", "block credit")
    ]
    for changes in (
        {"status": "DRAFT"},
        {"status": "LAPSED"},
        {"status": "APPROVED", "valid_to": date(2019, 4, 30)},
        {"status": "APPROVED", "valid_to": None, "valid_from": date(2019, 5, 2)},
    ):
        CreditMapping.objects.filter(pk=mapping.pk).update(**changes)
        assert codes(around("qualification:SIT20421", today=TODAY), AWARD) == [], changes


def test_assessed_without_credit_is_an_answer_too(world) -> None:
    food = MicroCredential.objects.get(code="SITSS00069")
    _mapping(food, form="NO_CREDIT", amount=0)
    (node,) = around("unit:SITXFSA005", today=TODAY).nodes[AWARD]
    assert node.note == "assessed: no credit"


@pytest.mark.parametrize(
    "key", ["unit:NOSUCH", "set:0", "set:abc", "award:99999999999", "thing:1", "unit:", "x"]
)
def test_what_is_not_there_is_not_found(world, client, key) -> None:
    assert around(key, today=TODAY) is None
    client.force_login(world.editor)
    assert client.get(reverse("pathways:map"), {"node": key}).status_code == 404


def test_a_long_column_is_cut_and_opened_by_a_link(world, client) -> None:
    client.force_login(world.editor)
    page, query = reverse("pathways:map"), {"node": "qualification:SIT40621"}
    units = client.get(page, query).context["columns"][0]
    assert (len(units.shown), units.left_out) == (8, 26)
    whole = client.get(page + units.more_url).context["columns"][0]
    assert (len(whole.shown), whole.left_out) == (34, 0)


def test_drawing_costs_a_bounded_number_of_queries(world, client, django_assert_max_num_queries) -> None:
    cast.hold(world.students[0], cast.FOOD, by=world.editor)
    client.force_login(world.editor)
    query = {"node": "qualification:SIT40621", "more": "unit", "student": world.students[0].pk}
    client.get(reverse("pathways:map"), query)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("pathways:map"), query)


def test_what_a_student_holds_is_marked_for_those_who_may_see_the_student(world, client) -> None:
    student = world.students[0]
    cast.hold(student, cast.FOOD, by=world.editor)
    query = {"node": "qualification:SIT20421", "student": student.pk}
    client.force_login(world.editor)
    answer = client.get(reverse("pathways:map"), query)
    marks = {
        each.node.code: each.mark.word
        for column in answer.context["columns"]
        for each in column.shown
        if each.mark
    }
    assert marks == {"SITXFSA005": "Held", "SITSS00069": "2 of 2", "SIT20421": "2 of 13"}
    assert student.name in answer.content.decode()
    client.force_login(factories.officer())
    assert client.get(reverse("pathways:map"), query).status_code == 200
    other = factories.school("7002")
    stranger = factories.user("mina", school=other, school_role=SchoolRole.EDITOR)
    client.force_login(stranger)
    for asked in (query, query | {"school": "7001"}, {"student": student.pk}):
        refused = client.get(reverse("pathways:map"), asked)
        assert refused.status_code == 404
        assert student.family_name not in refused.content.decode()
    for nonsense in ("0", "x", "99999999999999"):
        assert client.get(reverse("pathways:map"), {"student": nonsense}).status_code == 404


def test_searching_finds_all_four_kinds(world, client) -> None:
    _mapping(Qualification.objects.get(code="SIT20421"))
    assert [each.code for each in find("food safety supervision")[SET]] == ["SITSS00069"]
    assert [each.code for each in find("sitxfsa hygienic")[UNIT]] == ["SITXFSA005", "SITXFSA101"]
    assert [each.code for each in find("Cookery")[QUALIFICATION]] == ["SIT20421"]
    assert find("bachelor")[AWARD]
    client.force_login(world.editor)
    text = client.get(reverse("pathways:map"), {"q": "no such thing"}).content.decode()
    assert "Nothing found" in text


def test_without_anything_asked_it_says_where_to_begin(world, client) -> None:
    client.force_login(world.editor)
    text = client.get(reverse("pathways:map")).content.decode()
    assert "Where to begin" in text
    assert "SITSS00069" in text


def test_an_empty_map_says_so(db, client) -> None:
    client.force_login(factories.officer())
    assert "The map is empty" in client.get(reverse("pathways:map")).content.decode()


def _nodes(kind: str, number: int) -> list[Node]:
    return [Node(key_of(kind, place), kind, str(place), "") for place in range(number)]


def test_lines_run_from_node_to_node_and_around_what_stands_between() -> None:
    nodes = {UNIT: _nodes(UNIT, 3), SET: _nodes(SET, 1), QUALIFICATION: _nodes(QUALIFICATION, 1), AWARD: []}
    slots = {kind: len(nodes[kind]) for kind in KINDS}
    links = [Link("unit:0", "set:0", True), Link("unit:1", "qualification:0", False)]
    drawn = lines(nodes, slots, links)
    assert drawn.height == 3 * 72 + 2 * 12
    assert drawn.lines[0].path == "M205 36 C235 36 235 120 265 120"
    # The middle unit's line would run through the set, so it goes above it.
    assert drawn.lines[1].path == "M205 120 C235 120 235 78 265 78 H470 C500 78 500 120 530 120"


def test_a_cut_keeps_the_focus_and_drops_lines_that_lead_nowhere(world) -> None:
    found = around("qualification:SIT20421", today=TODAY)
    drawn, left_out = cut(found, most=2)
    assert left_out == {UNIT: 13, SET: 0, QUALIFICATION: 0, AWARD: 0}
    keys = {each.key for nodes in drawn.nodes.values() for each in nodes}
    assert all({each.source, each.target} <= keys for each in drawn.links)
