"""The pages of a return: what each person sees and may press, and what a refusal says in place."""

import html
from datetime import date

import pytest
from django.urls import reverse

from enrolments.actions import returns
from enrolments.models import SchoolReturn
from enrolments.queries import return_contents
from tests import factories
from tests.enrolments import returns_cast
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    built = returns_cast.build()
    clock("2019-05-01T10:00")
    return built


def school_page(cast, name: str = "return") -> str:
    return reverse(f"enrolments:{name}", args=[cast.school.code])


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def certified(cast) -> SchoolReturn:
    return returns.certify(school=cast.school, year=2019, is_nil=not cast.entries, by=cast.principal)


def to_sign(cast, **changed) -> dict:
    seen = return_contents.mark(school=cast.school, year=2019)
    return {"is_nil": "False", "seen": seen, "confirmed": "on", **changed}


def test_the_principal_reads_ticks_and_signs(cast, client) -> None:
    client.force_login(cast.principal)
    page = text_of(client.get(school_page(cast)))
    assert (
        "They are the VET enrolments of School 8001 for 2019: 2 enrolments of 2 students in 1 certificate, "
        "240 hours in all." in page
    )
    answer = client.post(school_page(cast, "return-certify"), to_sign(cast), follow=True)
    assert "This return was certified by Principal8001 Example on 1 May 2019, 10:00 am." in text_of(answer)
    assert "Reopen the return" in text_of(answer)


def test_without_the_tick_nothing_is_signed(cast, client) -> None:
    client.force_login(cast.principal)
    answer = client.post(school_page(cast, "return-certify"), to_sign(cast, confirmed=""))
    assert answer.status_code == 422
    assert text_of(answer).count("Tick the sentence to sign it.") == 2  # in the summary and beside the tick
    assert not SchoolReturn.objects.filter(status="CERTIFIED").exists()


def test_entries_that_changed_meanwhile_answer_409_with_the_new_figures(cast, client) -> None:
    client.force_login(cast.principal)
    old = to_sign(cast)
    returns_cast.add_entry(cast, hours=[60])
    answer = client.post(school_page(cast, "return-certify"), old)
    assert answer.status_code == 409
    assert "changed while you were reading" in text_of(answer)
    assert "3 enrolments of 3 students" in text_of(answer)


def test_a_nil_return_is_offered_where_nothing_is_entered(clock, client) -> None:
    cast = returns_cast.build("8010", entries=0)
    clock("2019-05-01T10:00")
    client.force_login(cast.principal)
    page = text_of(client.get(school_page(cast)))
    assert "I declare that School 8010 has no VET enrolments to report for 2019." in page
    answer = client.post(school_page(cast, "return-certify"), to_sign(cast, is_nil="True"), follow=True)
    assert "Nil return" in text_of(answer)


def test_a_principal_who_entered_is_told_before_pressing(cast, client) -> None:
    cast.entries[0].changed_by = cast.principal
    cast.entries[0].save()
    client.force_login(cast.principal)
    page = text_of(client.get(school_page(cast)))
    assert "You entered or last changed 1 of these enrolments" in page
    assert 'name="confirmed"' not in page
    answer = client.post(school_page(cast, "return-certify"), to_sign(cast))
    assert answer.status_code == 422
    assert "so another person must certify it" in text_of(answer)


def test_an_editor_sees_everything_and_signs_nothing(cast, client) -> None:
    client.force_login(cast.editor)
    page = text_of(client.get(school_page(cast)))
    assert "What your principal signs for" in page
    assert 'name="confirmed"' not in page
    assert client.post(school_page(cast, "return-certify"), to_sign(cast)).status_code == 403
    assert client.post(school_page(cast, "return-reopen"), {"version": 1}).status_code == 403


def test_another_schools_return_is_missing(cast, client) -> None:
    stranger = returns_cast.build("8020")
    client.force_login(stranger.principal)
    for name in ("return", "return-certify", "return-reopen", "extension-request"):
        assert client.get(school_page(cast, name)).status_code == 404
        assert client.post(school_page(cast, name)).status_code == 404


def test_the_principal_reopens_while_entry_is_open(cast, client, clock) -> None:
    held = certified(cast)
    client.force_login(cast.principal)
    stale = client.post(school_page(cast, "return-reopen"), {"version": held.version + 1})
    assert stale.status_code == 409
    answer = client.post(school_page(cast, "return-reopen"), {"version": held.version}, follow=True)
    assert "The return is open again" in text_of(answer)
    certified(cast)
    clock("2019-05-07T09:00")
    assert "Ask the department for an extension first" in text_of(client.get(school_page(cast)))


def test_certifying_late_says_so(cast, client, clock) -> None:
    clock("2019-05-07T09:00")
    client.force_login(cast.principal)
    assert "it is then marked late" in text_of(client.get(school_page(cast)))
    answer = client.post(school_page(cast, "return-certify"), to_sign(cast), follow=True)
    assert ">Late<" in text_of(answer)


def test_what_the_department_asked_for_stands_on_the_schools_page(cast, client) -> None:
    held = certified(cast)
    returns.return_(school_return=held, version=held.version, reason="Check 3A.", by=cast.officer)
    client.force_login(cast.editor)
    page = text_of(client.get(school_page(cast)))
    assert "The department returned this return" in page
    assert "“Check 3A.”" in page


def test_an_officer_approves_and_the_record_says_so(cast, client) -> None:
    held = certified(cast)
    client.force_login(cast.officer)
    review = reverse("enrolments:return-review", args=[cast.school.code])
    assert "Approve this return" in text_of(client.get(review))
    answer = client.post(school_page(cast, "return-approve"), {"version": held.version}, follow=True)
    assert "The return is approved." in text_of(answer)
    again = client.post(school_page(cast, "return-approve"), {"version": held.version})
    assert again.status_code == 409
    assert "was approved by Officer Example" in text_of(again)
    assert AuditEvent.objects.filter(action="approve_return").count() == 1


def test_returning_keeps_what_was_typed(cast, client) -> None:
    held = certified(cast)
    client.force_login(cast.officer)
    page = school_page(cast, "return-return")
    assert "Write what the school has to change" in text_of(client.post(page, {"version": held.version}))
    stale = client.post(page, {"version": held.version - 1, "reason": "The hours of 3A."})
    assert stale.status_code == 409
    assert "The hours of 3A." in text_of(stale)
    sent = {"version": held.version, "reason": "The hours of 3A."}
    assert client.post(page, sent).status_code == 302
    assert SchoolReturn.objects.get().reason == "The hours of 3A."


def test_a_manager_and_an_administrator_read_but_do_not_decide(cast, client) -> None:
    held = certified(cast)
    for person in (factories.manager("manager"), factories.administrator("ada")):
        client.force_login(person)
        page = client.get(reverse("enrolments:return-review", args=[cast.school.code]))
        assert page.status_code == 200
        assert "Approve this return" not in text_of(page)
        sent = {"version": held.version, "reason": "x"}
        assert client.post(school_page(cast, "return-approve"), sent).status_code == 403
        assert client.post(school_page(cast, "return-return"), sent).status_code == 403


def test_the_review_sets_flags_and_last_year_beside_the_entries(cast, client, clock) -> None:
    clock("2018-04-01T10:00")
    factories.open_year(2018)
    before = factories.student(cast.school, born=date(2002, 1, 1))
    other = factories.qualification("BSB20115")
    factories.enrolment(before, other, by=cast.editor, hours=[60], year_id=2018)
    clock("2019-05-01T10:00")
    returns_cast.add_entry(cast, hours=[])
    client.force_login(cast.officer)
    page = text_of(client.get(reverse("enrolments:return-review", args=[cast.school.code])))
    assert "1 enrolment has no units" in page
    assert "BSB20115" in page
    assert "has not certified this return" in page


def test_after_the_freeze_no_page_offers_a_step(cast, client, clock) -> None:
    certified(cast)
    cast.year.frozen_at = clock("2019-05-08T09:00")
    cast.year.save(update_fields=["frozen_at"])
    client.force_login(cast.principal)
    page = text_of(client.get(school_page(cast)))
    assert "census is frozen" in page
    assert "not approved before that" in page
    assert "Reopen the return" not in page
    client.force_login(cast.officer)
    review = text_of(client.get(reverse("enrolments:return-review", args=[cast.school.code])))
    assert "Approve this return" not in review
    sent = {"version": 2}
    answer = client.post(school_page(cast, "return-approve"), sent)
    assert answer.status_code == 422
    assert "can no longer change" in text_of(answer)
