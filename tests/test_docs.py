"""What the documentation claims and a machine can check: rules, links, pictures, decisions, commands."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import get_commands

import dev
from vetportal.management.commands import write_rules

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DECISIONS = DOCS / "adr"
PICTURES = DOCS / "img"
READ = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _links(page: Path) -> list[str]:
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    return re.findall(r"\]\(<?([^)\s>]+)>?\)", prose)


def _anchors(page: Path) -> set[str]:
    """The names that headings get: lower case, blanks as hyphens, punctuation left out."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def _leads_nowhere(page: Path, link: str) -> bool:
    target = urlsplit(link)
    if target.scheme:
        return False
    path = (page.parent / unquote(target.path)).resolve() if target.path else page
    if path.parent == PICTURES and not PICTURES.exists():
        return False  # a copy without its pictures can still be tested
    if not path.exists():
        return True
    return bool(target.fragment) and target.fragment not in _anchors(path)


@pytest.mark.parametrize("page", READ, ids=_shown)
def test_every_link_and_picture_is_there(page: Path) -> None:
    assert [link for link in _links(page) if _leads_nowhere(page, link)] == []


def test_the_rules_page_is_in_step_with_the_catalogue() -> None:
    """If this fails: python3 dev.py manage write_rules."""
    assert write_rules.PAGE.read_text(encoding="utf-8") == write_rules.page()


def test_every_decision_is_listed_with_its_title() -> None:
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    titles = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        for path in sorted(DECISIONS.glob("[0-9]*.md"))
    }
    assert titles
    assert [name for name, title in titles.items() if f"[{title}]({name})" not in listed] == []


def test_decisions_are_numbered_without_gap_and_say_what_they_must() -> None:
    decisions = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        parts = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"], path.name


def test_every_command_that_is_named_exists() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in READ)
    managed = set(re.findall(r"(?:manage\.py|dev\.py manage) ([a-z_]+)", text))
    verbs = set(re.findall(r"python3 dev\.py ([a-z]+)", text))
    assert managed - get_commands().keys() == set()
    assert verbs - dev.VERBS.keys() == set()


def test_every_file_that_is_named_exists() -> None:
    """Names in backticks with a folder in them, such as `funding/rules/budget.py`."""
    apps = ("vetportal", "enrolments", "funding", "credits", "obligations", "pathways")
    places = (*apps, "tests", "docs", "templates", "static")
    missing = {
        f"{_shown(page)}: {name}"
        for page in READ
        for name in re.findall(rf"`((?:{'|'.join(places)})/[\w./-]*)`", page.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    }
    assert missing == set()


def test_every_test_that_is_named_exists() -> None:
    """As `tests/rules/test_invariants.py::test_name`."""
    named = {
        (file, test)
        for page in READ
        for file, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8"))
    }
    assert named
    missing = [
        f"{file}::{test}"
        for file, test in sorted(named)
        if not re.search(
            rf"^(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert missing == []
