"""The house rules that a machine can hold: layers, migrations, locks, names, one rounding, local content."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("vetportal", "enrolments", "funding", "credits", "obligations", "pathways")
PROGRAM = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
OWN_PYTHON = [*PROGRAM, *sorted((ROOT / "tests").rglob("*.py")), ROOT / "dev.py", ROOT / "manage.py"]
PAGES = sorted((ROOT / "templates").rglob("*.html"))
ASSETS = [path for kind in ("css", "js", "svg") for path in sorted((ROOT / "static").rglob(f"*.{kind}"))]
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "base",
    "common",
    "misc",
    "handler",
}
MOST_LINES = 300
ONLY_ROUNDING = ROOT / "vetportal" / "rounding.py"
ROUNDING_CALLS = {"round", "quantize", "ceil", "floor", "trunc", "fsum"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def _matches(paths: list[Path], pattern: str) -> list[str]:
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if match := re.search(pattern, line):
                found.append(f"{_place(path, number)}: {match[0]}")
    return found


def _migration(path: Path) -> bool:
    return "migrations" in path.parts


def test_imports_follow_the_layers() -> None:
    """The contracts of pyproject.toml: apps point one way, rules are plain Python."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", text, flags=re.MULTILINE)
    return {canonicalize_name(package): version for package, version in pinned}


def _wanted(lock: str) -> list[Requirement]:
    lines = list(PROJECT["project"]["dependencies"])
    if lock == "test":
        lines += [line for group in PROJECT["dependency-groups"].values() for line in group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_the_lock_file_is_in_step_with_the_project(lock: str) -> None:
    """Every dependency of pyproject.toml is pinned, within the range it asks for; else run dev.py lock."""
    pins = _pins(lock)
    behind = [
        str(wanted)
        for wanted in _wanted(lock)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"), prereleases=True)
    ]
    assert behind == []


def test_the_test_lock_holds_the_runtime_lock() -> None:
    """What is tested is what is run: dev.py installs one over the other."""
    assert _pins("runtime").items() <= _pins("test").items()


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_every_pin_has_a_hash_and_names_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text)
    assert [
        block.partition(" ")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block
    ] == []
    assert re.findall(r"https?://\S+|--\w*index\S*|file:\S+", text) == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    dependencies = [line.strip() for line in lines if re.match(r'\s+"[A-Za-z].*[<>=]', line)]
    assert len(dependencies) >= len(_wanted("test"))
    assert [line for line in dependencies if not re.search(r"#\s+\S+ \S+", line)] == []


def test_no_module_has_a_name_that_could_hold_anything() -> None:
    assert [str(path.relative_to(ROOT)) for path in OWN_PYTHON if path.stem in VAGUE_NAMES] == []


def test_no_file_is_longer_than_one_can_read() -> None:
    files = [path for path in [*OWN_PYTHON, *PAGES, *ASSETS] if not _migration(path)]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _roundings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node).lower() in ROUNDING_CALLS:
            yield f"{_place(path, node.lineno)}: {_called(node)}()"
        if isinstance(node, ast.alias | ast.Name | ast.Attribute):
            name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", "")
            if name.startswith("ROUND_"):
                yield f"{_place(path, node.lineno)}: {name}"


def test_there_is_one_rounding_function() -> None:
    """Nothing rounds beside vetportal.rounding: not in Python, not in SQL, not in a page."""
    assert [found for path in PROGRAM if path != ONLY_ROUNDING for found in _roundings(path)] == []
    assert _matches(PAGES, r"floatformat|widthratio") == []


def test_pages_load_nothing_from_another_host() -> None:
    """No address of another host in a page, style sheet or script; a namespace is a name, no address."""
    foreign = r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}"
    assert _matches([*PAGES, *ASSETS], foreign) == []


def test_pages_hold_no_inline_style_or_script() -> None:
    """The content security policy refuses them, so they would silently do nothing."""
    attribute = r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
    element = r"""<style|<script(?![^>]*(\ssrc=|type="application/json"))"""
    inline = f"{attribute}|{element}"
    assert _matches(PAGES, inline) == []


def test_pages_switch_no_escaping_off() -> None:
    assert _matches(PAGES, r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b") == []


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    texts = [*OWN_PYTHON, *PAGES, *ASSETS, *sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    here = [path for path in texts if path != Path(__file__).resolve()]
    assert _matches(here, r"(?<![\w.])/(?:root|home|Users|work)/[\w.]+") == []


def test_an_old_python_can_read_dev_py() -> None:
    """So that it prints a sentence instead of a syntax error."""
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_dev_py_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_ci_runs_what_people_run() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    for verb in ("dev.py check", "VETPORTAL_TEST_ALL=1 python3 dev.py test", "dev.py demo --check"):
        assert verb in script
