"""What is measured, in this order. A measure prepares, then returns the action whose time counts.

The action returns a few words that show that it did the work. Steps share one database: the entries are
open until `freeze`, and `run` needs the frozen census. A file is uploaded to a year of its own, so that the
steps after it meet the same entries whatever the order.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrolments.actions import uploads
from enrolments.models import EnrolmentUpload, EnrolmentYear, School
from enrolments.uploads import check
from funding.actions import census, live, runs
from funding.models import FundingRun
from tests import factories
from tests.bench import credit_state, files, live_state, pairs, register, state, what_if
from tests.factories import CLOSED_DAY, OPEN_DAY
from vetportal import clock
from vetportal.accounts.models import User

Action = Callable[[], str | tuple[float, str]]  # words, or seconds that it took itself and words
Prepare = Callable[[int], Action]
_UPLOAD_DAY = OPEN_DAY.replace(year=2020)


class Measure(NamedTuple):
    """How to prepare it, and how many times it is done: the best time counts."""

    prepare: Prepare
    times: int
    is_alone: bool  # whether it needs no other measure before it


MEASURES: dict[str, Measure] = {}


def measure(name: str, *, times: int = 1, is_alone: bool = False) -> Callable[[Prepare], Prepare]:
    """Register a measure under the name that the table shows."""

    def register(prepare: Prepare) -> Prepare:
        MEASURES[name] = Measure(prepare, times, is_alone)
        return prepare

    return register


@measure("nothing")
def nothing(_size: int) -> Action:
    """What Python and Django take before any work is done: the floor of the memory column."""
    return lambda: "the program alone"


@measure("live: decide all")
def live_decide_all(_size: int) -> Action:
    """The first to ask after the rules were published: the whole year is decided."""
    return live_state.decide_all()


@measure("live: full calculation")
def live_full(_size: int) -> Action:
    """For comparison: what a question would cost without the live state."""
    return live_state.calculate_all()


@measure("live: base rate now", times=5)
def live_base_rate(_size: int) -> Action:
    """The base rate that all entries lead to, with the cells read from the database."""
    return live_state.settle_now()


@measure("live: scenario", times=5)
def live_scenario(_size: int) -> Action:
    """The same cells by another cap and other weights."""
    return live_state.settle_scenario()


@measure("scenario: cap", times=5)
def scenario_on_the_cap(_size: int) -> Action:
    """Another cap, beside what stands: every line, whom it touches, every school's difference."""
    return what_if.beside_what_stands(what_if.CAP)


@measure("scenario: rates", times=5)
def scenario_on_rates(_size: int) -> Action:
    """A weight, the rural rate and every location index, beside what stands."""
    return what_if.beside_what_stands(what_if.RATES)


@measure("scenario: page opened", times=5)
def scenario_from_the_beginning(_size: int) -> Action:
    """Another cap, with what stands read from the database and settled first."""
    return what_if.from_the_beginning(what_if.CAP)


@measure("scenario: ages", times=3)
def scenario_on_ages(_size: int) -> Action:
    """Another youngest age: every enrolment is read and decided anew."""
    return what_if.from_the_beginning(what_if.AGES)


@measure("scenario: hours", times=3)
def scenario_on_hours(_size: int) -> Action:
    """Other hours for the full rate of a band: every enrolment is read and decided anew."""
    return what_if.from_the_beginning(what_if.HOURS)


@measure("live: save decided", times=5)
def live_save(_size: int) -> Action:
    """One unit's hours are saved and the enrolment is decided again."""
    return live_state.decide_one()


@measure("list of enrolments", times=5)
def enrolments_of_a_school(_size: int) -> Action:
    """A coordinator opens the enrolments of one of the schools."""
    return _page(_coordinator(), "enrolments:enrolments", _school().code)


@measure("list of students", times=5)
def students_of_a_school(_size: int) -> Action:
    """A coordinator opens the students of one of the schools."""
    return _page(_coordinator(), "enrolments:students", _school().code)


@measure("board of returns", times=5)
def board_of_returns(_size: int) -> Action:
    """An officer opens the returns of all schools."""
    return _page(factories.officer("officer"), "enrolments:returns")


@measure("department's first page", times=5)
def first_page(_size: int) -> Action:
    """An officer opens what is to do for all schools."""
    return _page(factories.officer("officer"), "funding:department-today")


def _coordinator() -> User:
    return User.objects.get(username=state.COORDINATOR)


def _school() -> School:
    return School.objects.get(code=state.FIRST_SCHOOL)


def _page(person: User, name: str, *arguments: str) -> Action:
    """Open a page as in use but for the network; once before it counts, to load the program."""
    client, url = Client(), reverse(name, args=arguments)
    client.force_login(person)

    def action() -> str:
        with clock.at(OPEN_DAY):
            response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}.")
        return f"{len(response.content) // 1024:,} kB, {queries} queries"

    queries = 0
    with CaptureQueriesContext(connection) as asked:
        action()
    queries = len(asked)
    return action


@measure("upload: check CSV")
def check_csv(_size: int) -> Action:
    """Read and check a school's file and keep its rows for the preview."""
    return _stage("class.csv", files.csv_file(_school()))


@measure("upload: marks")
def marks_of_an_upload(_size: int) -> Action:
    """The save with and without the marks that keep the live state current, in turn; all taken back."""
    upload = EnrolmentUpload.objects.get()

    def save() -> object:
        with clock.at(_UPLOAD_DAY):
            return uploads.confirm(upload=upload, by=_coordinator(), check=check.check_rows)

    return lambda: live_state.cost_of_marks(save)


@measure("upload: save")
def save(_size: int) -> Action:
    """Check the staged rows again and save all of them: students, enrolments, units, the record."""
    upload = EnrolmentUpload.objects.get()

    def action() -> str:
        with clock.at(_UPLOAD_DAY):
            saved = uploads.confirm(upload=upload, by=_coordinator(), check=check.check_rows)
        return f"{saved.summary['new_enrolments']:,} enrolments, {saved.get_status_display().lower()}"

    return action


@measure("live: file decided")
def live_file(_size: int) -> Action:
    """The saved file's enrolments are decided."""
    return lambda: f"{live.keep_current():,} enrolments"


@measure("upload: check XLSX")
def check_xlsx(_size: int) -> Action:
    """The same rows as a workbook; they are entered by now, so each is compared with what is stored."""
    return _stage("class.xlsx", files.xlsx_file(_school()))


def _stage(filename: str, content: bytes) -> Action:
    year, is_new = EnrolmentYear.objects.get_or_create(
        year=_UPLOAD_DAY.year,
        defaults={"census_date": _UPLOAD_DAY.date().replace(day=6), "census_source": "invented"},
    )
    if is_new:
        live_state.publish(year)
    school, owner = _school(), _coordinator()

    def action() -> str:
        with clock.at(_UPLOAD_DAY):
            staged = uploads.stage(
                school=school,
                year=year,
                owner=owner,
                filename=filename,
                content=content,
                check=check.check_rows,
            )
        if staged.error_rows:
            raise RuntimeError(f"{staged.error_rows} rows of {filename} have errors.")
        return f"{staged.row_count:,} rows, {len(content) / 1024 / 1024:.1f} MB"

    return action


@measure("freeze")
def freeze(_size: int) -> Action:
    """Copy the facts of the whole year into append-only rows."""

    def action() -> str:
        with clock.at(CLOSED_DAY):
            return f"{census.freeze(year=2019, by=None).entries:,} entries"

    return action


@measure("run beside SQL")
def run_beside_sql(_size: int) -> Action:
    """The same run and the same rules in hand-written SQL, in turn; nothing of them stays."""
    return pairs.compare


@measure("run")
def run(_size: int) -> Action:
    """Calculate the confirmed run: base rate under the cap, outcomes, allocations, payments."""

    def action() -> str:
        with clock.at(CLOSED_DAY):
            calculated = runs.calculate(year=2019, kind=FundingRun.Kind.CONFIRMED, by=None)
        return f"{calculated.outcomes.count():,} outcomes"

    return action


@measure("register: national list")
def register_national(_size: int) -> Action:
    """52,624 units at once; what the state holds besides does not matter."""
    return register.load_national


@measure("register: list again")
def register_again(_size: int) -> Action:
    """The same file once more: every row is compared, none is written."""
    return register.load_national


@measure("credits: TCE", is_alone=True)
def credits_of_one_scheme(_size: int) -> Action:
    """The ledgers of all students under the rules of the TCE, twelve results each."""
    credit_state.fill()
    return lambda: credit_state.recompute("TCE")


@measure("credits: all schemes", is_alone=True)
def credits_of_all_schemes(_size: int) -> Action:
    """The same under every other published scheme; the records of the TCE stand already."""
    credit_state.fill()
    return credit_state.recompute


@measure("credits: again", is_alone=True)
def credits_again(_size: int) -> Action:
    """Nothing has changed since: the fingerprints of all inputs are worked out and nothing is written."""
    credit_state.fill()
    return credit_state.recompute
