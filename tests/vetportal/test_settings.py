"""The settings: production starts only when it is safe, and says in a sentence what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vetportal import settings as written

RIGHT = {
    "VETPORTAL_MODE": "production",
    "SECRET_KEY": "invented-for-this-test-and-long-enough-to-be-accepted",
    "ALLOWED_HOSTS": "vet.example.org, www.vet.example.org",
    "DATABASE_URL": "sqlite:////nowhere/that/is/opened.sqlite3",
}
OURS = (*RIGHT, "VETPORTAL_NOW", "VETPORTAL_DEBUG", "BEHIND_TLS_PROXY", "DJANGO_SETTINGS_MODULE")
_PRINT = """
import json
from vetportal import settings
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""
_ANSWER = """
import django, json
django.setup()
from django.test import Client
plain, safe = Client(), Client()
host = {"HTTP_HOST": "vet.example.org"}
answers = plain.get("/health/live", **host), safe.get("/health/live", secure=True, **host)
print(json.dumps([[each.status_code, dict(each.items())] for each in answers]))
"""


def run(code: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with just these of our settings; an empty text unsets one."""
    rest = {name: value for name, value in os.environ.items() if name not in OURS}
    given = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env=rest | given | {"DJANGO_SETTINGS_MODULE": "vetportal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory, project: Path) -> dict[str, object]:
    """The settings as production has them."""
    folder = tmp_path_factory.mktemp("production")
    done = run(_PRINT, project, **RIGHT | {"DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3"})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set the environment variable SECRET_KEY"),
        ({"SECRET_KEY": "x" * 49}, "SECRET_KEY has 49 characters."),
        ({"ALLOWED_HOSTS": ""}, "Set the environment variable ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "vet.example.org,*"}, "ALLOWED_HOSTS must not be *"),
        ({"DATABASE_URL": ""}, "Set the environment variable DATABASE_URL"),
        ({"DATABASE_URL": " "}, "Set the environment variable DATABASE_URL"),
        ({"DATABASE_URL": "mysql://portal:hidden-word@db/portal"}, "DATABASE_URL cannot be read."),
        ({"DATABASE_URL": "postgres://portal:hidden-word@db:port/portal"}, "DATABASE_URL cannot be read."),
        ({"VETPORTAL_NOW": "2019-05-01T10:00"}, "Unset VETPORTAL_NOW"),
        ({"VETPORTAL_DEBUG": "true"}, "Unset VETPORTAL_DEBUG"),
        ({"VETPORTAL_MODE": "prod"}, "VETPORTAL_MODE is 'prod'. Set it to production"),
    ],
)
def test_production_does_not_start(project: Path, wrong: dict[str, str], sentence: str) -> None:
    done = run("from vetportal import settings", project, **RIGHT | wrong)
    assert done.returncode != 0
    assert sentence in done.stderr.splitlines()[-1]
    assert "hidden-word" not in done.stderr


def test_development_starts_without_any_of_it(project: Path) -> None:
    done = run(_PRINT, project)
    assert done.returncode == 0, done.stderr
    settings = json.loads(done.stdout)
    assert settings["DEBUG"] is False
    assert "vet.example.org" not in settings["ALLOWED_HOSTS"]


def test_a_clock_that_cannot_be_read_is_refused_in_words(project: Path) -> None:
    done = run("from vetportal import settings", project, VETPORTAL_NOW="1 May")
    assert "Write it as 2019-05-01T09:00" in done.stderr.splitlines()[-1]


EXPECTED = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["vet.example.org", "www.vet.example.org"],
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_PROXY_SSL_HEADER": None,
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_AGE": 43_200,
    "USE_TZ": True,
    "VETPORTAL_NOW": None,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 5 * 1024 * 1024,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_production_has(production: dict[str, object], name: str) -> None:
    assert production[name] == EXPECTED[name]


# Left to Django, whose own values are the safe ones; a weaker one may not slip in.
@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD_HASHERS",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_SAMESITE",
        "SECURE_CONTENT_TYPE_NOSNIFF",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY",
        "CSRF_TRUSTED_ORIGINS",
        "SESSION_SERIALIZER",
    ],
)
def test_production_leaves_to_django(production: dict[str, object], name: str) -> None:
    assert name not in production


def test_a_password_that_is_the_only_factor_has_fifteen_characters() -> None:
    named = {each["NAME"].rpartition(".")[2]: each for each in written.AUTH_PASSWORD_VALIDATORS}
    assert named["MinimumLengthValidator"]["OPTIONS"] == {"min_length": 15}
    assert {"CommonPasswordValidator", "UserAttributeSimilarityValidator"} <= named.keys()


def test_nothing_for_testing_is_in_production(production: dict[str, object]) -> None:
    text = " ".join([*production["INSTALLED_APPS"], *production["MIDDLEWARE"]]).lower()
    assert [word for word in ("debug", "test", "mock", "fake") if word in text] == []


def test_a_proxy_is_believed_only_where_it_is_named(project: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/portal.sqlite3"
    done = run(_PRINT, project, **RIGHT | {"DATABASE_URL": url, "BEHIND_TLS_PROXY": "true"})
    assert json.loads(done.stdout)["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_production_answers_over_https_only(project: Path, tmp_path: Path) -> None:
    done = run(_ANSWER, project, **RIGHT | {"DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3"})
    assert done.returncode == 0, done.stderr
    (plain, sent_on), (safe, headers) = json.loads(done.stdout)
    assert (plain, sent_on["Location"]) == (301, "https://vet.example.org/health/live")
    assert safe == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
