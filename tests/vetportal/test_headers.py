"""Every response forbids what pages never need: frames, foreign content, guessing of types, keeping."""

import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import path

from tests import factories
from tests.access.world import World, build
from vetportal import clock
from vetportal.access import signed_in
from vetportal.urls import urlpatterns as portal_urls

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@signed_in
def _fails(_request) -> HttpResponse:
    raise RuntimeError("invented-fault")


@signed_in
def _is_suspicious(_request) -> HttpResponse:
    raise SuspiciousOperation("invented-suspicion")


urlpatterns = [*portal_urls, path("fails/", _fails), path("suspicious/", _is_suspicious)]


@pytest.fixture
def world() -> Iterator[World]:
    """Two schools on 1 May 2019."""
    with clock.at(factories.OPEN_DAY):
        yield build()


def _asked(world: World) -> dict[str, tuple[Client, str]]:
    editor, officer, administrator, nobody = (Client(raise_request_exception=False) for _ in range(4))
    editor.force_login(world.own.people["editor"])
    officer.force_login(world.department["officer"])
    administrator.force_login(world.department["administrator"])
    code, other = world.own.school.code, world.other.school.code
    return {
        "sign in": (nobody, "/sign-in/"),
        "sent to sign in": (nobody, "/"),
        "health": (nobody, "/health/live"),
        "a file of the portal": (nobody, "/static/css/tokens.css"),
        "nothing there": (nobody, "/nothing/"),
        "page": (editor, f"/school/{code}/"),
        "list": (editor, f"/school/{code}/students/"),
        "download": (editor, f"/school/{code}/enrolments/?export=csv"),
        "workbook": (editor, f"/school/{code}/enrolments/?export=xlsx"),
        "sent on": (editor, "/"),
        "not found": (editor, f"/school/{other}/"),
        "refused": (editor, "/department/"),
        "unreadable": (editor, "/?q=%00"),
        "suspicious": (editor, "/suspicious/"),
        "failed": (editor, "/fails/"),
        "department": (officer, "/department/returns/"),
        "payments": (officer, "/department/payments/2019.csv"),
        "administration": (administrator, "/admin/"),
        "administration list": (administrator, "/admin/enrolments/school/"),
        "components": (administrator, "/style/"),
    }


EXPECTED_STATUS = {
    "sent to sign in": 302,
    "nothing there": 404,
    "sent on": 302,
    "not found": 404,
    "refused": 403,
    "unreadable": 400,
    "suspicious": 400,
    "failed": 500,
}


def _get(client: Client, url: str) -> HttpResponseBase:
    """The answer, read to its end, which closes the file that it comes from."""
    response = client.get(url)
    if response.streaming:
        response.getvalue()
    return response


def _policy(text: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in text.split(";") if part.strip())


def _wrong(response, is_signed_in: bool) -> list[str]:
    """The headers that are missing or weaker."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found = [name for name, value in wanted.items() if response.get(name) != value]
    policy = _policy(response.get("Content-Security-Policy", ""))
    if any(policy.get(name) != value for name, value in POLICY.items()) or "unsafe" in str(policy):
        found.append("Content-Security-Policy")
    if is_signed_in and "no-store" not in response.get("Cache-Control", ""):
        found.append("Cache-Control")
    return found


@override_settings(ROOT_URLCONF="tests.vetportal.test_headers")
def test_every_response_has_the_headers(world: World) -> None:
    wrong = {}
    for name, (client, url) in _asked(world).items():
        response = _get(client, url)
        assert response.status_code == EXPECTED_STATUS.get(name, 200), name
        if missing := _wrong(response, is_signed_in="sessionid" in client.cookies):
            wrong[name] = missing
    assert wrong == {}


@override_settings(ROOT_URLCONF="tests.vetportal.test_headers")
def test_no_page_has_an_inline_script_or_style(world: World) -> None:
    found = {}
    for name, (client, url) in _asked(world).items():
        response = _get(client, url)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and (inline := INLINE.findall(response.content.decode())):
            found[name] = inline
    assert found == {}


@override_settings(ROOT_URLCONF="tests.vetportal.test_headers")
def test_a_failure_tells_nothing_from_inside(world: World) -> None:
    client, url = _asked(world)["failed"]
    text = client.get(url).content.decode()
    assert "invented-fault" not in text
    assert "Traceback" not in text
    assert "Something went wrong on our side" in text


def test_other_refusals_have_the_headers_too(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.own.people["editor"])
    without_token = client.post(f"/school/{world.own.school.code}/students/add/", {})
    assert (without_token.status_code, _wrong(without_token, is_signed_in=True)) == (403, [])
    other_method = client.put("/")
    assert (other_method.status_code, _wrong(other_method, is_signed_in=True)) == (405, [])


def test_cookies_are_kept_from_scripts_and_from_other_sites(world: World) -> None:
    person = world.own.people["editor"]
    person.set_password("a password that is long enough")
    person.save()
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": person.username, "password": "a password that is long enough"})
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], token["samesite"]) == (True, "Lax", "Lax")
