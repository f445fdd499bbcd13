"""The operator's command import_data: what it prints, and when it ends with an error."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enrolments.models import School

pytestmark = pytest.mark.django_db
SCHOOLS = """school_code,school_name,sector
0042,Invented College,Government
9001,Invented High,Catholic
"""


def test_it_prints_what_happened(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "schools.csv"
    file.write_text(SCHOOLS, encoding="utf-8")
    call_command("import_data", "schools", str(file))
    assert "schools: 2 new, 0 changed, 0 unchanged" in capsys.readouterr().out
    call_command("import_data", "schools", str(file))
    assert "nothing was changed" in capsys.readouterr().out


def test_it_ends_with_an_error_when_the_file_is_refused(tmp_path: Path, capsys) -> None:
    file = tmp_path / "schools.csv"
    file.write_text(SCHOOLS.replace("Government", "Private"), encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was stored"):
        call_command("import_data", "schools", str(file))
    assert "Error in row 1, sector: “Private” is not one of" in capsys.readouterr().out
    assert not School.objects.exists()


def test_a_check_stores_nothing(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "schools.csv"
    file.write_text(SCHOOLS, encoding="utf-8")
    call_command("import_data", "schools", str(file), check=True)
    assert "check only" in capsys.readouterr().out
    assert not School.objects.exists()


def test_a_file_that_is_not_there_and_a_stranger_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_data", "schools", str(tmp_path / "none.csv"))
    file = tmp_path / "schools.csv"
    file.write_text(SCHOOLS, encoding="utf-8")
    with pytest.raises(CommandError, match="no user"):
        call_command("import_data", "schools", str(file), by="nobody")
