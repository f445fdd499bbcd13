"""The workbench: suggestions beside each outcome, a person decides, nothing typed is lost."""

import pytest
from django.urls import reverse

from enrolments.models import UnitSuccession
from pathways.actions import awards, mappings
from pathways.models import CreditMapping, UnitOutcomes
from pathways.queries import workbench
from tests import factories
from tests.pathways import mapping_cast as cast

pytestmark = pytest.mark.django_db
UNIT = "SITXFSA001"


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-07-22T10:00")


@pytest.fixture
def officer():
    return factories.officer("drafter-officer")


@pytest.fixture
def mapping(officer) -> CreditMapping:
    """A subject with three outcomes beside a unit with two lines."""
    award = cast.award(by=officer)
    unit = factories.unit(UNIT)
    awards.save_unit_outcomes(unit=unit, outcomes="\n".join(cast.UNIT_LINES), source="INVENTED", by=officer)
    subject = cast.subject(award, by=officer)
    terms = cast.terms(award, groups=((1, (UNIT,)),), subject=subject, form="SPECIFIED")
    return mappings.draft(terms=terms, by=officer)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def _url(mapping: CreditMapping) -> str:
    return reverse("pathways:mapping-evidence", args=[mapping.pk])


def _change_text(outcomes: str, *, by) -> None:
    """What somebody else does meanwhile."""
    unit = factories.unit(UNIT)
    awards.save_unit_outcomes(unit=unit, outcomes=outcomes, source="INVENTED", revision=1, by=by)


def _sent(mapping: CreditMapping, *rows: tuple[str, str, str], **more: object) -> dict[str, object]:
    """What the grid sends: judgement, line and note of each outcome."""
    mapping.refresh_from_db()
    mark = workbench.mark(workbench.lines_of(workbench.source_texts(mapping)))
    sent = {"version": mapping.version, "mark": mark, "step": "decide", **more}
    for each, row in zip(mapping.evidence.order_by("position"), rows, strict=False):
        for name, value in zip(("judgement", "line", "note"), row, strict=True):
            sent[f"{name}_{each.pk}"] = value
    return sent


def test_lines_that_are_worded_alike_are_offered_beside_each_outcome(page, mapping):
    text = page.get(_url(mapping)).content.decode()
    assert "<strong>3 of 3</strong> outcomes are not decided yet." in text
    assert text.count("workbench-percent") == 2
    assert "No line is worded alike." in text


def test_a_person_decides_and_the_hours_are_added(page, mapping, officer):
    rows = (("COVERS", "1", "Both name hygiene"), ("PARTLY", "2", ""), ("", "", ""))
    answer = page.post(_url(mapping), _sent(mapping, *rows, hours="3"), follow=True)
    assert "Saved. 1 outcome is still open." in answer.content.decode()
    first, second, third = mapping.evidence.order_by("position")
    assert (first.judgement, first.unit.code, first.matched) == ("COVERS", UNIT, cast.UNIT_LINES[0])
    assert (first.decided_by, first.suggested_share is not None) == (officer, True)
    assert (second.judgement, third.judgement, third.decided_by) == ("PARTLY", "", None)
    mapping.refresh_from_db()
    assert mapping.effort_hours == 9


def test_saving_again_without_a_change_writes_nothing(page, mapping):
    rows = (("NONE", "", ""), ("NONE", "", ""), ("NONE", "", ""))
    page.post(_url(mapping), _sent(mapping, *rows))
    before = CreditMapping.objects.get(pk=mapping.pk).version
    page.post(_url(mapping), _sent(mapping, *rows))
    assert CreditMapping.objects.get(pk=mapping.pk).version == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("COVERS", "", "Kept"), "Enter the number of the line that covers it."),
        (("COVERS", "9", "Kept"), "The source has 2 lines. Enter one of them."),
        (("", "1", "Kept"), "Say whether the line covers the outcome or a part of it"),
        (("COVERS", "one", "Kept"), "is not a whole number"),
        (("PERHAPS", "1", "Kept"), "Select a valid choice"),
    ],
)
def test_a_row_that_cannot_be_saved_says_why_and_keeps_what_was_typed(page, mapping, row, sentence):
    answer = page.post(_url(mapping), _sent(mapping, row, ("NONE", "", "Second"), ("", "", "")))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Kept"' in text
    assert 'value="Second"' in text
    assert not mapping.evidence.exclude(judgement="").exists()


def test_who_was_slower_sees_it_and_loses_nothing(page, mapping):
    sent = _sent(mapping, ("COVERS", "1", "Mine"), ("", "", ""), ("", "", ""))
    CreditMapping.objects.filter(pk=mapping.pk).update(version=7)
    answer = page.post(_url(mapping), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this mapping" in text
    assert 'value="Mine"' in text


def test_numbers_of_lines_hold_only_for_the_text_that_was_shown(page, mapping, officer):
    sent = _sent(mapping, ("COVERS", "1", "Mine"), ("", "", ""), ("", "", ""))
    outcomes = "\n".join(("Another line first", *cast.UNIT_LINES))
    _change_text(outcomes, by=officer)
    answer = page.post(_url(mapping), sent)
    assert answer.status_code == 409
    assert "its lines are numbered anew" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()


def test_a_decision_stays_when_its_line_leaves_the_text(page, mapping, officer):
    page.post(_url(mapping), _sent(mapping, ("COVERS", "1", ""), ("NONE", "", ""), ("NONE", "", "")))
    _change_text("Other", by=officer)
    assert "no longer in the text" in page.get(_url(mapping)).content.decode()
    answer = page.post(
        _url(mapping), _sent(mapping, ("COVERS", "", "Noted"), ("NONE", "", ""), ("NONE", "", ""))
    )
    assert answer.status_code == 302
    first = mapping.evidence.get(position=1)
    assert (first.matched, first.note) == (cast.UNIT_LINES[0], "Noted")


def test_texts_are_pasted_one_outcome_a_line(page, mapping):
    mapping.refresh_from_db()
    sent = {
        "version": mapping.version,
        "step": "unit",
        "unit": UNIT,
        "outcomes": " One \r\n\r\nTwo",
        "source": "Register",
        "revision": 1,
    }
    assert page.post(_url(mapping), sent).status_code == 302
    assert UnitOutcomes.objects.get(unit__code=UNIT).outcomes == "One\nTwo"
    answer = page.post(_url(mapping), sent | {"source": "", "revision": 2})
    assert answer.status_code == 422
    assert "Say where the text is from" in answer.content.decode()
    sent = {"version": mapping.version, "step": "outcomes", "outcomes": "Only this"}
    page.post(_url(mapping), sent)
    assert list(mapping.evidence.values_list("outcome", flat=True)) == ["Only this"]
    assert "The subject has other outcomes now" in page.get(_url(mapping)).content.decode()
    mapping.refresh_from_db()
    page.post(_url(mapping), {"version": mapping.version, "step": "refresh"})
    assert mapping.evidence.count() == 3


def test_a_precedent_is_offered_first_and_taken_over_with_one_click(page, mapping, officer):
    old = factories.unit("SITXFSA101")
    UnitSuccession.objects.create(
        predecessor=old, successor=factories.unit(UNIT), is_equivalent=True, source="INVENTED"
    )
    before = cast.approved(
        mapping.award, drafter=officer, approver=factories.manager(), groups=((1, ("SITXFSA101",)),),
        subject=mapping.subject, form="SPECIFIED",
    )  # fmt: skip
    text = page.get(_url(mapping)).content.decode()
    assert "Take over 3 decisions" in text
    mapping.refresh_from_db()
    sent = {"version": mapping.version, "step": "take-over", "precedent": before.pk}
    answer = page.post(_url(mapping), sent, follow=True)
    text = answer.content.decode()
    assert "3 decisions were taken over" in text
    assert f"Taken over from mapping {before.pk}: check it." in text
    mapping.refresh_from_db()
    answer = page.post(_url(mapping), {"version": mapping.version, "step": "take-over", "precedent": "77777"})
    assert answer.status_code == 409


def test_what_is_settled_has_no_workbench(page, mapping, officer):
    CreditMapping.objects.filter(pk=mapping.pk).update(status="PROPOSED")
    assert "only a draft can be changed" in page.get(_url(mapping)).content.decode()
    answer = page.post(_url(mapping), {"version": mapping.version, "step": "outcomes", "outcomes": "x"})
    assert answer.status_code == 409
