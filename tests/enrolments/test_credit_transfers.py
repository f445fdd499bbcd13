"""A credit transfer is not trained, so it needs no hours: on pages, in lists and files, for funding."""

import csv
import html
import io

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.actions import uploads
from enrolments.models import Enrolment
from enrolments.queries import return_contents
from enrolments.uploads import check
from funding.queries import answers, upload_worth
from tests import factories
from tests.enrolments import returns_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    """A school with one enrolment: a unit of 60 hours, and a credit transfer whose hours were left empty."""
    built = returns_cast.build(entries=0)
    clock("2019-05-01T10:00")
    factories.published_rules(bands={factories.qualification(): "1"})
    held = returns_cast.add_entry(built, hours=[60, None])
    held.units.filter(hours=None).update(is_credit_transfer=True)
    built.entries.append(held)
    return built


@pytest.fixture
def editor(cast, client) -> Client:
    client.force_login(cast.editor)
    return client


def text_of(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def test_it_is_complete_and_funded(cast) -> None:
    contents = return_contents.of(school=cast.school, year=2019)
    assert (contents.incomplete, contents.hours) == (0, 60)
    answer = answers.of_enrolment(cast.entries[0])
    assert answer.is_funded
    assert answer.outcome.hours == 60


def test_it_is_complete_on_its_page_and_in_the_list(cast, editor) -> None:
    page = text_of(editor.get(reverse("enrolments:enrolment", args=["8001", cast.entries[0].pk])))
    assert "Complete" in page
    assert "Missing" not in page
    listed = editor.get(reverse("enrolments:enrolments", args=["8001"]), {"state": "COMPLETE"})
    assert len(listed.context["table"].rows) == 1
    listed = editor.get(reverse("enrolments:enrolments", args=["8001"]), {"state": "INCOMPLETE"})
    assert len(listed.context["table"].rows) == 0


def test_the_answer_while_typing_is_the_same(cast, editor) -> None:
    first, second = cast.entries[0].units.order_by("-hours").values_list("unit__code", flat=True)
    typed = {
        "certificate_code": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "unit": [first, second],
        f"hours-{first}": "60", f"hours-{second}": "", f"credit-{second}": "on",
    }  # fmt: skip
    url = reverse("funding:enrolment-preview", args=["8001", cast.entries[0].student_id])
    answer = editor.post(url, typed).context["answer"]
    assert answer.is_funded
    del typed[f"credit-{second}"]
    answer = editor.post(url, typed).context["answer"]
    assert [rule.code for rule in answer.reasons] == ["UNIT_WITHOUT_HOURS"]


def test_what_is_exported_can_be_uploaded_again_and_is_still_funded(cast, editor) -> None:
    exported = editor.get(reverse("enrolments:enrolments", args=["8001"]), {"export": "csv"}).getvalue()
    rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    assert sorted(row["hours"] for row in rows) == ["0", "60"]
    staged = uploads.stage(
        school=cast.school, year=cast.year, owner=cast.editor, filename="again.csv", content=exported,
        check=check.check_rows,
    )  # fmt: skip
    assert staged.error_rows == 0
    worth = upload_worth.worth_of(staged)
    assert worth.after.funded == worth.before.funded == 1
    assert Enrolment.objects.get().units.get(hours=None).is_credit_transfer


def test_a_withdrawn_enrolment_is_not_called_complete(cast, editor) -> None:
    Enrolment.objects.update(withdrawn_date="2019-04-01")
    for url in (
        reverse("enrolments:enrolment", args=["8001", cast.entries[0].pk]),
        reverse("enrolments:student", args=["8001", cast.entries[0].student_id]),
    ):
        page = text_of(editor.get(url))
        assert "Withdrawn 1 April 2019" in page
        assert "Complete" not in page
    listed = editor.get(reverse("enrolments:enrolments", args=["8001"]))
    assert "Complete" not in listed.context["table"].rows[0].get_cell("state")
