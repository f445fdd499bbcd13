"""Longer entry: asked for by one person, granted or refused by another, never after the freeze."""

from datetime import date

import pytest
from django.urls import reverse

from enrolments.actions import extensions
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EntryExtension, window
from tests import factories
from tests.enrolments import returns_cast
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    built = returns_cast.build(entries=1)
    clock("2019-05-03T10:00")
    return built


def ask(cast, **changed) -> EntryExtension:
    values = {"until": date(2019, 5, 10), "reason": "The list arrives late.", "by": cast.editor, **changed}
    return extensions.request(school=cast.school, year=2019, **values)


def freeze(cast, stamp) -> None:
    cast.year.frozen_at = stamp
    cast.year.save(update_fields=["frozen_at"])


def test_asked_granted_and_used(cast, clock) -> None:
    granted = extensions.grant(extension=ask(cast), by=cast.officer)
    assert (granted.granted_by, granted.requested_by) == (cast.officer, cast.editor)
    clock("2019-05-10T23:59:59")
    cast.entries[0].save()
    clock("2019-05-11T00:00")
    with pytest.raises(window.EntryClosed):
        cast.entries[0].save()
    asked, decided = AuditEvent.objects.filter(chain=cast.school.code).order_by("position")
    assert (asked.action, asked.reason) == ("request_extension", "The list arrives late.")
    assert (decided.before["state"], decided.after["state"]) == ("asked for", "granted")


def test_nobody_grants_or_refuses_their_own_request(cast) -> None:
    asked = ask(cast, by=cast.officer)
    with pytest.raises(Refused, match="another person must grant it"):
        extensions.grant(extension=asked, by=cast.officer)
    with pytest.raises(Refused, match="another person must decide"):
        extensions.refuse(extension=asked, reason="No", by=cast.officer)
    assert extensions.grant(extension=asked, by=cast.second_officer).granted_at


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (date(2019, 5, 6), "Entry is open until 6 May 2019 anyway"),
        (date(2020, 1, 1), "Choose a day in 2019"),
    ],
)
def test_a_day_that_gives_nothing_is_refused(cast, until, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        ask(cast, until=until)


def test_a_day_that_has_passed_is_refused(cast, clock) -> None:
    asked = ask(cast)
    clock("2019-05-12T09:00")
    with pytest.raises(Refused, match="has passed, so granting this would open nothing"):
        extensions.grant(extension=asked, by=cast.officer)
    extensions.refuse(extension=asked, reason="Too late.", by=cast.officer)
    with pytest.raises(Refused, match="10 May 2019 has passed"):
        ask(cast)


def test_a_second_request_waits_for_the_first(cast) -> None:
    first = ask(cast)
    with pytest.raises(Refused, match="already asked for"):
        ask(cast, until=date(2019, 5, 20))
    extensions.refuse(extension=first, reason="Too short.", by=cast.officer)
    assert ask(cast, until=date(2019, 5, 20)).pk


def test_a_decision_is_taken_once(cast) -> None:
    asked = ask(cast)
    extensions.grant(extension=asked, by=cast.officer)
    with pytest.raises(Conflict, match="already decided"):
        extensions.grant(extension=asked, by=cast.second_officer)
    with pytest.raises(Conflict, match="already decided"):
        extensions.refuse(extension=asked, reason="No", by=cast.second_officer)
    assert AuditEvent.objects.filter(subject_type="enrolments.entryextension").count() == 2


def test_asking_and_refusing_need_a_reason(cast) -> None:
    with pytest.raises(Refused, match="Write why your school needs more time"):
        ask(cast, reason=" ")
    with pytest.raises(Refused, match="Write why the extension is refused"):
        extensions.refuse(extension=ask(cast), reason=" ", by=cast.officer)


def test_after_the_freeze_nothing_is_asked_or_granted(cast, clock) -> None:
    asked = ask(cast)
    freeze(cast, clock("2019-05-08T09:00"))
    with pytest.raises(window.YearFrozen):
        ask(cast)
    with pytest.raises(window.YearFrozen):
        extensions.grant(extension=asked, by=cast.officer)


def test_a_school_asks_on_its_page_and_reads_the_answer(cast, client) -> None:
    client.force_login(cast.editor)
    page = reverse("enrolments:extension-request", args=[cast.school.code])
    wrong = client.post(page, {"until": "2019-05-01", "reason": "Flood in the office"})
    assert wrong.status_code == 422
    assert "Entry is open until 6 May 2019 anyway" in wrong.content.decode()
    assert "Flood in the office" in wrong.content.decode()
    assert client.post(page, {"until": "2019-05-10", "reason": "Flood"}).status_code == 302
    assert "Your request waits" in client.get(page).content.decode()
    extensions.refuse(
        extension=EntryExtension.objects.get(), reason="Ask again with a list.", by=cast.officer
    )
    answer = client.get(page).content.decode()
    assert "Refused" in answer
    assert "Ask again with a list." in answer


def test_the_department_writes_a_request_down_and_another_person_grants_it(cast, client) -> None:
    page = reverse("enrolments:extensions")
    client.force_login(cast.officer)
    wrong = client.post(page, {"school": "0000", "until": "2019-05-10", "reason": "Telephone"})
    assert wrong.status_code == 422
    assert "No school has this code" in wrong.content.decode()
    sent = {"school": cast.school.code, "until": "2019-05-10", "reason": "Telephone"}
    assert client.post(page, sent).status_code == 302
    asked = EntryExtension.objects.get()
    grant = reverse("enrolments:extension-grant", args=[asked.pk])
    own = client.post(grant)
    assert own.status_code == 422
    assert "You asked for this extension" in own.content.decode()
    client.force_login(factories.manager("manager"))
    assert client.post(grant).status_code == 302
    assert client.post(grant).status_code == 409
    assert "Granted" in client.get(page).content.decode()


def test_refusing_on_the_page_needs_a_reason(cast, client) -> None:
    asked = ask(cast)
    client.force_login(cast.officer)
    refuse = reverse("enrolments:extension-refuse", args=[asked.pk])
    assert "Write why the extension is refused" in client.post(refuse, {"reason": ""}).content.decode()
    assert client.post(refuse, {"reason": "No flood was reported."}).status_code == 302


def test_an_administrator_reads_but_does_not_decide(cast, client) -> None:
    asked = ask(cast)
    client.force_login(factories.administrator("ada"))
    page = client.get(reverse("enrolments:extensions"))
    assert page.status_code == 200
    assert "Grant until" not in page.content.decode()
    assert client.post(reverse("enrolments:extension-grant", args=[asked.pk])).status_code == 403
    sent = {"school": cast.school.code, "until": "2019-05-10", "reason": "x"}
    client.post(reverse("enrolments:extensions"), sent)
    assert EntryExtension.objects.count() == 1
