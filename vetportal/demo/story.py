"""The demonstration's story: two years of an invented state, played up to the portal's clock.

Every step goes through the same actions as in the browser, at its own instant, so what the demonstration
shows is what the portal does.
"""

from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import NamedTuple

from enrolments.actions import approvals, returns
from enrolments.actions import classes as class_actions
from enrolments.models import (
    EnrolmentYear,
    HigherLevelApproval,
    Provider,
    Qualification,
    School,
    SchoolReturn,
)
from enrolments.queries import nominal_hours_of
from funding.actions import census, runs
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole
from vetportal.demo import ledger, obligations, pathways, people, register, results, scenarios, students

# Schools whose principals are late, and one that has nothing to report.
LATE = frozenset({"7004", "7011", "7019", "7026"})
NIL = "7033"


# An instant of the story's own clock, what happens then, and how.
Told = tuple[str, str, Callable[[], object]]


class Event(NamedTuple):
    """Something that happens at an instant of the story."""

    at: datetime
    what: str
    play: Callable[[], object]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.MELBOURNE)


def events() -> list[Event]:
    """The whole story in order."""
    script = (*_year_2018(), *_year_2019(), *ledger.script())
    return sorted((Event(_instant(at), what, play) for at, what, play in script), key=lambda event: event.at)


def _year_2018() -> tuple[Told, ...]:
    """The state is set up, its first census, and the rules of the year to come."""
    return (
        ("2017-11-20T09:00", "The department's people and the register", _found),
        ("2018-02-05T09:00", "Schools, their people and their students", _schools),
        ("2018-04-16T10:00", "Enrolments of 2018", lambda: _enter(2018, share=0.78, load_missing=0.0)),
        ("2018-05-02T10:00", "Returns of 2018 certified", lambda: _certify(2018, late=False)),
        ("2018-05-03T10:00", "Returns of 2018 approved", lambda: _approve(2018)),
        ("2018-05-09T09:00", "The 2018 census is frozen", lambda: _freeze(2018)),
        ("2018-10-15T09:00", "Credit schemes, micro-credentials and packagings", results.load_rules),
        ("2018-11-05T11:00", "Credit mappings to higher education", pathways.decide),
        ("2018-11-12T09:00", "The rules of 2019 are drafted", lambda: register.draft_2019(by=_user("admin"))),
        ("2018-11-19T14:00", "The rules of 2019 are published", _publish_2019),
        ("2018-11-26T10:00", "Results of 2018", lambda: results.enter(2018, share=1.0, month=11)),
    )


def _year_2019() -> tuple[Told, ...]:
    """Indicative run, census, confirmed run, and a run that corrects it."""
    return (
        ("2019-01-16T09:30", "The indicative run of 2019", lambda: _run("INDICATIVE")),
        ("2019-01-18T11:00", "The indicative run is released", lambda: _release("INDICATIVE")),
        ("2019-03-18T10:00", "Enrolments of 2019", lambda: _enter(2019, share=0.86, load_missing=0.14)),
        ("2019-04-02T10:00", "Agreements, policies, uses of funding, charges to parents", obligations.enter),
        ("2019-04-29T10:00", "Some returns of 2019 certified", lambda: _certify(2019, late=True)),
        ("2019-04-30T10:00", "Some returns of 2019 approved", lambda: _approve(2019)),
        ("2019-05-02T15:00", "Two scenarios for 2019", scenarios.save),
        ("2019-05-06T10:00", "More returns of 2019 certified", lambda: _certify(2019, late=False)),
        ("2019-05-08T10:00", "The returns of 2019 approved", lambda: _approve(2019)),
        ("2019-05-10T09:00", "The 2019 census is frozen", lambda: _freeze(2019)),
        ("2019-05-13T09:30", "The confirmed run of 2019", lambda: _run("CONFIRMED")),
        ("2019-05-15T11:00", "The confirmed run is released", lambda: _release("CONFIRMED")),
        ("2019-07-01T10:00", "First results of 2019", lambda: results.enter(2019, share=0.3, month=7)),
        ("2019-08-22T09:30", "A run corrects the confirmed one", lambda: _run("CONFIRMED")),
        ("2019-08-23T11:00", "The correction is released, for term 4", lambda: _release("CONFIRMED")),
        ("2019-11-25T10:00", "Results of 2019", lambda: results.enter(2019, share=1.0, month=11)),
    )


def play(until: datetime, tell: Callable[[str], None]) -> int:
    """Play the events that have happened by an instant; returns how many."""
    happened = [event for event in events() if event.at <= until]
    for event in happened:
        tell(event.what)
        with clock.at(event.at):
            event.play()
    return len(happened)


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _found() -> None:
    people.add_department()
    register.load()


def _schools() -> None:
    register.load_schools()
    people.add_school_people()
    students.add_students(Random(2018))  # noqa: S311 - invented people, the same every time
    EnrolmentYear.objects.create(
        year=2018,
        census_date=date(2018, 5, 7),
        census_source="Invented for the demonstration: the 2018 date is not published",
    )


def _enter(year: int, *, share: float, load_missing: float) -> None:
    """Every school enters its classes; part loads leave out units, some have none yet."""
    draw = Random(year)  # noqa: S311 - an invented state, the same every time
    catalogue = _Catalogue()
    opened = EnrolmentYear.objects.get(pk=year)
    for school in School.objects.order_by("code"):
        if school.code == NIL and year == 2019:
            continue
        editor = people.at_school(school, SchoolRole.EDITOR)
        for group in students.classes(draw, school, share=share, load_missing=load_missing):
            if group.certificate == "BSB40215" and year == 2019 and int(school.code) % 2:
                _approve_higher_level(school, opened, catalogue, group.provider)
            class_actions.enrol_class(
                school=school,
                year=opened,
                qualification=catalogue.qualifications[group.certificate],
                program=group.program,
                delivery=group.delivery,
                provider=catalogue.providers[group.provider],
                units=catalogue.units(group.certificate, group.size_of_load),
                students=group.students,
                by=editor,
            )


class _Catalogue:
    """The register in memory, for entering many classes."""

    def __init__(self) -> None:
        self.qualifications = {row.code: row for row in Qualification.objects.all()}
        self.providers = {row.code: row for row in Provider.objects.all()}
        self._units: dict[str, list[tuple]] = {}

    def units(self, certificate: str, load: str) -> list[tuple]:
        """Packaged units with their nominal hours: all or half of them; with hours still missing; or none."""
        if certificate not in self._units:
            packaged = (
                self.qualifications[certificate].packaged_units.select_related("unit").order_by("kind", "pk")
            )
            rows = [each.unit for each in packaged]
            hours = nominal_hours_of([unit.pk for unit in rows])
            self._units[certificate] = [(unit, hours[unit.pk].hours) for unit in rows if unit.pk in hours]
        units = self._units[certificate]
        half = units[: max(len(units) // 2, 2)]
        blank = [(unit, None) for unit, _ in half]
        return {"FULL": units[:9], "PART": half, "BLANK": blank, "NONE": []}[load]


def _approve_higher_level(school: School, year: EnrolmentYear, catalogue: _Catalogue, provider: str) -> None:
    certificate = catalogue.qualifications["BSB40215"]
    if HigherLevelApproval.objects.filter(school=school, qualification=certificate, year=year).exists():
        return
    approvals.record(
        school=school,
        qualification=certificate,
        year=year,
        provider=catalogue.providers[provider],
        decided_by="VCAA (invented)",
        decided_on=date(2019, 2, 20),
        by=_user("officer"),
    )


def _certify(year: int, *, late: bool) -> None:
    """Principals sign: in the first round of 2019 only every third school, later all but the late ones."""
    for place, school in enumerate(School.objects.order_by("code")):
        if year == 2019 and (school.code in LATE or (late and (place % 3 or school.code == "7001"))):
            continue
        if SchoolReturn.objects.filter(school=school, year_id=year).exclude(status="DRAFT").exists():
            continue
        is_nil = not school.enrolments.filter(year_id=year).exists()
        returns.certify(
            school=school, year=year, is_nil=is_nil, by=people.at_school(school, SchoolRole.PRINCIPAL)
        )


def _approve(year: int) -> None:
    certified = SchoolReturn.objects.filter(year_id=year, status=SchoolReturn.Status.CERTIFIED)
    returns.approve_many(versions=dict(certified.values_list("pk", "version")), by=_user("officer2"))


def _freeze(year: int) -> None:
    census.freeze(year=year, by=_user("officer"))


def _publish_2019() -> None:
    register.publish_2019(by=_user("admin2"))


def _run(kind: str) -> None:
    runs.calculate(year=2019, kind=kind, by=_user("officer"))


def _release(kind: str) -> None:
    runs.release(run=runs.queries.latest_run(2019, kind), by=_user("manager"))
