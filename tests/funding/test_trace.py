"""A school's calculation is downloaded, and the command confirms it without looking anything up."""

import json
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from enrolments.models import School
from funding.actions import runs
from funding.models import FundingRun
from funding.rules.trace import fingerprint
from tests import factories
from tests.funding import story
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def download(address: str, person=None, status: int = 200) -> dict:
    client = Client()
    client.force_login(person or factories.officer("reader"))
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content) if status == 200 else {}


def of_school(school: School, query: str = "", status: int = 200) -> dict:
    return download(reverse("funding:school-trace", args=[school.code]) + query, status=status)


def replayed(plain: dict, tmp_path: Path) -> tuple[str, str]:
    """What the command prints, and its complaint (empty where it ends well)."""
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    out, errors = StringIO(), StringIO()
    try:
        call_command("replay_trace", str(file), stdout=out, stderr=errors)
    except CommandError as error:
        return out.getvalue() + errors.getvalue(), str(error)
    return out.getvalue(), errors.getvalue()


@pytest.fixture
def released(state) -> FundingRun:
    """The confirmed run of 2019, released."""
    run = story.confirmed()
    runs.release(run=run, by=factories.manager("releaser"))
    return run


@pytest.mark.parametrize("query", ["?show=confirmed", "?show=indicative", "?show=now"])
def test_a_downloaded_trace_is_confirmed_by_the_command(state, released, query, tmp_path) -> None:
    for school in state:
        said, complaint = replayed(of_school(school, query), tmp_path)
        assert complaint == ""
        assert said.count("Confirmed: ") == 7
        assert said.endswith("The trace is confirmed.\n")


def test_the_file_says_by_what_it_was_calculated_and_holds_no_name(state, released) -> None:
    plain = of_school(state[1])
    assert plain["run"] | {"calculated_at": "", "released_at": ""} == {
        "year": 2019, "kind": "CONFIRMED", "number": 1, "census": 2019,
        "facts_sha256": released.facts_sha256, "calculated_at": "", "released_at": "",
    }  # fmt: skip
    assert plain["engine"] == released.engine
    assert plain["rate_table"]["version"] == 1
    assert "Citizen" not in json.dumps(plain)
    assert plain["total"] == sum(state[1].allocations.filter(run=released).values_list("amount", flat=True))
    assert len(plain["enrolments"]) == 3
    assert set(plain["state"]["targeted"]) == {"1"}


def test_one_line_holds_only_the_enrolments_that_count_in_it(state, released, tmp_path) -> None:
    rate = state[1].allocations.get(run=released, component="RURAL").rate
    plain = of_school(state[1], f"?component=RURAL&band=1&qualification=&provider=&rate={rate}")
    (line,) = plain["lines"]
    assert line["component"] == "RURAL"
    assert [each["outcome"]["funded_hours"] for each in plain["enrolments"]] == [180, 90]
    assert replayed(plain, tmp_path)[1] == ""


@pytest.mark.parametrize("query", ["?component=RURAL&band=9&rate=1", "?component=RURAL&band=1&rate=much"])
def test_a_line_that_is_not_there_is_not_found(state, released, query) -> None:
    of_school(state[1], query, status=404)


def test_without_published_rules_there_is_no_trace(clock) -> None:
    clock("2019-05-01T10:00")
    factories.open_year(2019)
    of_school(factories.school(), status=404)


def test_the_department_takes_it_before_the_release(state, tmp_path) -> None:
    run = story.confirmed()
    address = reverse("funding:run-trace", args=[run.pk])
    plain = download(f"{address}?school={state[0].code}")
    assert plain["run"]["released_at"] is None
    assert replayed(plain, tmp_path)[1] == ""
    download(f"{address}?school=0", status=404)


def test_who_took_the_file_is_recorded(state, released) -> None:
    plain = of_school(state[0])
    event = AuditEvent.objects.get(action="export_trace")
    assert (event.chain, event.after["sha256"]) == (state[0].code, plain["sha256"])


def test_a_changed_cent_ends_with_its_line_named(state, released, tmp_path) -> None:
    plain = of_school(state[0])
    plain["lines"][0]["amount"] += 1
    plain["total"] += 1
    plain["sha256"] = fingerprint(plain)
    said, complaint = replayed(plain, tmp_path)
    assert "Different: Line TARGETED band 1 states $" in said
    assert complaint == "The trace is not confirmed: 2 differences."


def test_a_changed_fingerprint_ends_with_it_named(state, released, tmp_path) -> None:
    said, complaint = replayed(of_school(state[0]) | {"sha256": "abc"}, tmp_path)
    assert "Different: The file was changed: its text has sha256" in said
    assert complaint == "The trace is not confirmed: 1 difference."


def test_what_cannot_be_read_ends_in_words(tmp_path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("replay_trace", str(tmp_path / "nothing.json"))
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="not text in UTF-8"):
        call_command("replay_trace", str(tmp_path / "bytes.json"))
    (tmp_path / "half.json").write_text('{"format": ')
    with pytest.raises(CommandError, match="The file is not whole"):
        call_command("replay_trace", str(tmp_path / "half.json"))
    later = json.dumps({"format": "VET portal funding trace", "version": 2})
    (tmp_path / "later.json").write_text(later)
    with pytest.raises(CommandError, match="has format version 2"):
        call_command("replay_trace", str(tmp_path / "later.json"))


def test_every_line_of_the_funding_page_leads_to_its_file(state, released, tmp_path) -> None:
    client = Client()
    client.force_login(factories.officer("reader"))
    page = client.get(reverse("funding:school-funding", args=[state[1].code])).content.decode()
    found = [unescape(each) for each in re.findall(r'href="([^"]*funding/trace/[^"]*)"', page)]
    assert len(found) == 3  # targeted, rural, and the whole calculation
    for address in found:
        assert replayed(download(address), tmp_path)[1] == ""
