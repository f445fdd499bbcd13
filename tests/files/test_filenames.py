"""The name of an uploaded file is never trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetportal.files.filenames import safe_filename


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("enrolments 2019.csv", "enrolments 2019.csv"),
        ("Größe.xlsx", "Größe.xlsx"),
        ('a"b\r\nSet-Cookie: x=1.csv', "a_bSet-Cookie_ x=1.csv"),
        ("gpj\u202e.csv", "gpj.csv"),
        ("..\\..\\windows\\x.csv", "x.csv"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("a/", "file"),
        ("\x00\u200f", "file"),
        ("", "file"),
        ("n" * 300 + ".csv", "n" * 96 + ".csv"),
        ("n" * 300, "n" * 100),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


@given(st.text(max_size=300))
def test_any_name_becomes_short_plain_and_stays_so(name: str) -> None:
    safe = safe_filename(name)
    assert 1 <= len(safe) <= 100
    assert safe.isprintable()
    assert not set(safe) & set('\\/:*?"<>|%;')
    assert safe_filename(safe) == safe
