"""Two people correct what is entered of an award: the slower one is told, sees what stands, loses nothing."""

import pytest
from django.urls import reverse

from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.resources.loading import load
from pathways.actions import awards, mappings
from pathways.models import Award, AwardSubject, HigherEducationProvider, UnitOutcomes
from pathways.resources.catalogue import FILES
from tests import factories
from tests.access.payloads import fields_of
from tests.pathways import mapping_cast as cast
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
UNIT = "SITXFSA001"


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-07-22T10:00")


@pytest.fixture
def officer():
    return factories.officer("slower")


@pytest.fixture
def other():
    return factories.officer("faster")


@pytest.fixture
def award(officer):
    return cast.award(by=officer)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def _change_award(award: Award, title: str, by) -> Award:
    kept = ("provider", "code", "level", "version", "size", "source")
    values = {name: getattr(award, name) for name in kept}
    return awards.save_award(award=award, values=values | {"title": title}, revision=award.revision, by=by)


def test_a_change_raises_the_revision_and_an_older_one_is_refused(award, other, officer):
    assert award.revision == 1
    changed = _change_award(award, "First", other)
    assert (changed.revision, changed.changed_by) == (2, other)
    with pytest.raises(StaleEntry, match="Somebody else changed this record") as stale:
        _change_award(award, "Late", officer)
    assert stale.value.current.title == "First"
    assert Award.objects.get().title == "First"
    assert AuditEvent.objects.filter(action="change_award").count() == 1


@pytest.mark.parametrize("what", ["provider", "award", "subject"])
def test_the_page_shows_what_stands_and_keeps_what_was_typed(page, award, officer, other, what):
    row = {"provider": award.provider, "award": award, "subject": cast.subject(award, by=officer)}[what]
    url = reverse(f"pathways:{what}-edit", args=[row.pk])
    opened = fields_of(page.get(url))
    name = "name" if what == "provider" else "title"
    type(row).objects.filter(pk=row.pk).update(
        revision=2, changed_by=other, changed_at="2019-07-22T09:00Z", **{name: "Stored meanwhile"}
    )
    answer = page.post(url, opened | {name: "Typed by me"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"Somebody else changed this {what}" in text
    assert "<dd>Stored meanwhile</dd>" in text
    assert 'value="Typed by me"' in text
    assert str(other) in text
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Stored meanwhile"
    answer = page.post(url, fields_of(answer))
    assert answer.status_code == 302
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Typed by me"


def test_correcting_a_field_does_not_hide_the_change_of_another_person(page, award, other):
    """The page that asks for a correction still stands for what was seen when it was opened."""
    url = reverse("pathways:award-edit", args=[award.pk])
    opened = fields_of(page.get(url))
    _change_award(award, "Stored meanwhile", other)
    answer = page.post(url, opened | {"level": "99", "title": "Typed by me"})
    assert answer.status_code == 422
    answer = page.post(url, fields_of(answer) | {"level": "7"})
    assert answer.status_code == 409
    assert Award.objects.get().title == "Stored meanwhile"


def test_a_code_that_somebody_took_meanwhile_is_refused_at_its_field(award, officer):
    with pytest.raises(FieldRefused, match="Somebody else entered this code") as refused:
        awards.save_provider(provider=None, code="9101", name="Other", source="INVENTED", by=officer)
    assert refused.value.field == "code"
    assert HigherEducationProvider.objects.count() == 1
    again = {"award": award, "code": "FOOD101", "title": "Again", "version": "", "source": "INVENTED"}
    cast.subject(award, by=officer)
    with pytest.raises(FieldRefused):
        awards.save_subject(subject=None, values=again, by=officer)
    assert AwardSubject.objects.count() == 1


def _mapping(award, officer):
    factories.unit(UNIT)
    return mappings.draft(terms=cast.terms(award, groups=((1, (UNIT,)),)), by=officer)


def _text_sent(seen: int, **more: object) -> dict[str, object]:
    return {"step": "unit", "unit": UNIT, "outcomes": "Mine", "source": "Mine", "revision": seen, **more}


def test_the_text_of_a_unit_is_not_overwritten_and_both_texts_are_shown(page, award, officer, other):
    url = reverse("pathways:mapping-evidence", args=[_mapping(award, officer).pk])
    unit = factories.unit(UNIT)
    awards.save_unit_outcomes(unit=unit, outcomes="Theirs", source="Register", by=other)
    answer = page.post(url, _text_sent(0))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<li>Theirs</li>" in text
    assert "Changed by" in text
    assert ">\nMine</textarea>" in text
    assert UnitOutcomes.objects.get().outcomes == "Theirs"
    assert page.post(url, _text_sent(1)).status_code == 302
    assert UnitOutcomes.objects.get().outcomes == "Mine"


def test_a_text_that_has_to_be_corrected_still_stands_for_what_was_seen(page, award, officer, other):
    url = reverse("pathways:mapping-evidence", args=[_mapping(award, officer).pk])
    unit = factories.unit(UNIT)
    awards.save_unit_outcomes(unit=unit, outcomes="Theirs", source="Register", by=other)
    answer = page.post(url, _text_sent(0, source=""))
    assert answer.status_code == 422
    assert '<input type="hidden" name="revision" value="0">' in answer.content.decode()


def test_a_file_that_changes_a_text_is_noticed_by_an_open_page(award, officer):
    unit = factories.unit(UNIT)
    awards.save_unit_outcomes(unit=unit, outcomes="First", source="Register", by=officer)
    rows = f"unit_code,outcome,source\n{UNIT},From the file,Register\n".encode()
    assert load(FILES["unit_outcomes"], rows, filename="texts.csv", by=None).is_accepted
    held = UnitOutcomes.objects.get()
    assert (held.outcomes, held.revision, held.changed_by) == ("From the file", 2, None)
    with pytest.raises(StaleEntry):
        awards.save_unit_outcomes(unit=unit, outcomes="Mine", source="Register", revision=1, by=officer)


def test_pasted_outcomes_stay_when_somebody_else_was_faster(page, award, officer):
    made = _mapping(award, officer)
    url = reverse("pathways:mapping-evidence", args=[made.pk])
    answer = page.post(url, {"step": "outcomes", "outcomes": "Typed by me", "version": made.version + 5})
    assert answer.status_code == 409
    assert ">\nTyped by me</textarea>" in answer.content.decode()
