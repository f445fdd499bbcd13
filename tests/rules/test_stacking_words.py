"""What a reach says: the tag, and the sentence about what remains."""

from dataclasses import replace

import pytest

from pathways.rules import critical_information
from pathways.rules.facts import GridUnit, GroupRule, Target
from pathways.rules.stacking import Reach, reach
from pathways.rules.stacking_words import remains, standing
from tests.rules.packagings import held


def _unit(code: str, *, core: bool = False, group: str = "") -> GridUnit:
    return GridUnit(code, code, code, core, group)


_GRID = (
    _unit("C1", core=True),
    _unit("C2", core=True),
    _unit("W1", core=True, group="WHS"),
    _unit("W2", core=True, group="WHS"),
    _unit("A1", group="A"),
    _unit("A2", group="A"),
    _unit("E1"),
    _unit("E2"),
)
_TARGET = Target("XYZ20119", "Invented", "QUALIFICATION", 2, 4, 3, _GRID, (GroupRule("A", least=2),))


def _reach(text: str, target: Target = _TARGET) -> Reach:
    return reach(held(text), [target])[0]


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        (
            "C1",
            "Begun",
            "Still asked for: 1 core unit; one of W1 or W2; 1 core unit not named here; "
            "3 electives, at least 2 of group A.",
        ),
        (
            "C1 C2 W2 A1",
            "Begun",
            "Still asked for: 1 core unit not named here; 2 electives, at least 1 of group A.",
        ),
        ("C1 W1 A1 A2", "Begun", "Still asked for: 1 core unit; 1 core unit not named here; 1 elective."),
        ("E1 A1 A2", "Begun", "Still asked for: 2 core units; one of W1 or W2; 1 core unit not named here."),
        ("", "Not begun", "Still asked for: 2 core units; one of W1 or W2; 1 core unit not named here; "
         "3 electives, at least 2 of group A."),
    ],
)  # fmt: skip
def test_what_remains(text: str, word: str, sentence: str) -> None:
    found = _reach(text)
    assert (standing(found).word, remains(found)) == (word, sentence)


_WHOLE = replace(_TARGET, core=3)
_ALL = "C1 C2 W1 A1 A2 E1"


def test_when_nothing_remains() -> None:
    complete, planned = _reach(_ALL, _WHOLE), _reach(f"{_ALL}*", _WHOLE)
    assert standing(complete) == ("done", "All units held")
    assert standing(planned) == ("ready", "Complete with present study")
    assert remains(complete) == remains(planned)
    assert remains(complete).startswith("Nothing more is asked for.")


def test_all_places_filled_is_not_complete_where_the_list_is_not_whole() -> None:
    filled = _reach(_ALL, replace(_WHOLE, is_grid_complete=False))
    assert standing(filled).word == "All places filled"
    assert "Ask a training provider whether anything is missing." in remains(filled)


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        (2, "How many units it asks for is not entered here."),
        (None, "Not all its units are published, so nobody can say here whether it is complete."),
    ],
)
def test_what_nobody_knows(level: int | None, sentence: str) -> None:
    found = _reach("C1", replace(_TARGET, level=level, is_packaging_known=False))
    assert standing(found).word == "Begun, size not known"
    assert remains(found) == sentence


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"kind": "SKILL_SET", "code": "HLTSS00065", "hours": 25}, []),
        ({"kind": "SKILL_SET", "code": None, "hours": None}, []),
        ({"kind": "SKILL_SET", "code": "HLTSS0006"}, [("code", "skill_set_code")]),
        ({"kind": "SKILL_SET", "code": "HLTSS000655"}, [("code", "skill_set_code")]),
        ({"kind": "SKILL_SET", "code": "HLT0SS0065"}, [("code", "skill_set_code")]),
        ({"kind": "SKILL_SET", "code": "HLTSS０００６５"}, [("code", "skill_set_code")]),
        ({"kind": "OTHER", "code": "FREE-1"}, []),
        ({"kind": "OTHER", "hours": 1}, []),
        ({"kind": "OTHER", "hours": 0}, [("hours", "volume")]),
        (
            {"is_regulated_provider": False, "quality_assurance": "Reviewed by peers"},
            [("provider_profile", "quality_statement"), ("quality_review", "quality_statement")],
        ),
        (
            {"is_regulated_provider": False, "provider_profile": "A", "quality_assurance": "B",
             "quality_review": "C"},
            [],
        ),
    ],
)  # fmt: skip
def test_what_keeps_a_micro_credential_from_being_stored(said, found) -> None:
    problems = critical_information.problems(said)
    assert [(each.field, each.code) for each in problems] == found
