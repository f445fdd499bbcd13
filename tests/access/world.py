"""Two schools in the same state, everything of each bearing its own word, and a person for every role.

The word of a school stands in every name, reason and file of it, so that one school's page with the other's
word on it is a leak. All of it is invented.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from credits.actions import result_uploads, shipped
from credits.models import ResultUpload, UnitResult
from enrolments.actions import extensions, returns, uploads
from enrolments.models import (
    Enrolment,
    EnrolmentUpload,
    EnrolmentYear,
    EntryExtension,
    HigherLevelApproval,
    School,
    SchoolMembership,
    SchoolReturn,
    Student,
)
from enrolments.uploads import check as upload_check
from funding.actions import census, runs, scenarios, years
from funding.models import FundingRun, FundingScenario, FundingYear
from funding.rules.scenario import Changes
from obligations.models import Agreement, ParentCharge, PolicyRevision
from tests import factories
from tests.access import ledger, register, schemes
from tests.obligations import owed
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole

CERTIFICATE = "SIT20316"
OTHER_CERTIFICATE = "CUA20115"  # nobody is in it yet
HIGHER_CERTIFICATE = "BSB40215"
WORDS = {"own": "quokka", "other": "numbat"}
_FROZEN_YEARS = (2017, 2018)
OLD_YEAR = 2016  # open no more, not frozen


@dataclass
class Place:
    """A school with what is in it."""

    school: School
    word: str
    people: dict[str, User] = field(default_factory=dict)
    student: Student | None = None
    enrolment: Enrolment | None = None
    upload: EnrolmentUpload | None = None
    extension: EntryExtension | None = None
    agreement: Agreement | None = None
    policy: PolicyRevision | None = None
    charge: ParentCharge | None = None
    approval: HigherLevelApproval | None = None
    result: UnitResult | None = None
    result_upload: ResultUpload | None = None


@dataclass
class World:
    """The own school, another school, the department, and the people without any right."""

    own: Place
    other: Place
    department: dict[str, User]
    outsiders: dict[str, User]
    run: FundingRun
    version: FundingYear
    ledger: ledger.Ledger
    register: register.Register
    scenario: FundingScenario
    schemes: schemes.Schemes

    @property
    def signed(self) -> SchoolReturn:
        """The certified return of the other school."""
        return SchoolReturn.objects.get(school=self.other.school, year_id=2019)


def build() -> World:
    """The state on 1 May 2019: entry open, last year run, one return a draft and one certified."""
    places = _places()
    department = {
        "officer": factories.officer("officer"),
        "manager": factories.manager("manager"),
        "administrator": factories.administrator("administrator"),
    }
    for year in (OLD_YEAR, *_FROZEN_YEARS):
        _past_year(year, places)
    _approve_certificates(places)
    factories.open_year(2019)
    certificate = factories.qualification(CERTIFICATE)
    factories.qualification(OTHER_CERTIFICATE)
    for year in (2017, 2018, 2019):
        factories.published_rules(year, bands={certificate: "1"})
    for year in _FROZEN_YEARS:
        census.freeze(year=year, by=None)
    shipped.load_shipped(by=None)
    for place in places:
        _fill(place)
    _refuse(places[0].extension, department["manager"])
    returns.certify(school=places[1].school, year=2019, is_nil=False, by=places[1].people["principal"])
    run = _runs(department)
    return World(
        *places,
        department=department,
        outsiders=_outsiders(places[0].school),
        run=run,
        ledger=ledger.build(places[0].school),
        register=register.build(),
        schemes=schemes.build(),
        version=_draft(department["administrator"]),
        scenario=scenarios.save(
            name="A higher cap",
            year=EnrolmentYear.objects.get(pk=2018),
            changes=Changes(cap=200_000_000),
            by=department["officer"],
        ),
    )


def _places() -> tuple[Place, Place]:
    built = []
    for code, (name, word) in zip(("7001", "7002"), WORDS.items(), strict=True):
        title = word.capitalize()
        school = factories.school(code, name=f"{title} College", town=f"{title} Flat", location_index=2500)
        school.campuses.update(name=f"{title} campus")
        place = Place(school, word)
        for role in SchoolRole:
            person = factories.user(f"{role.lower()}-{name}", school=school, school_role=role)
            place.people[role.lower()] = _named(person, f"{title} {role.label}")
        built.append(place)
    return built[0], built[1]


def _named(person: User, name: str) -> User:
    person.full_name = name
    person.save()
    return person


def _past_year(year: int, places: tuple[Place, Place]) -> None:
    with clock.at(factories.OPEN_DAY.replace(year=year)):
        factories.open_year(year)
        certificate = factories.qualification(CERTIFICATE)
        for place in places:
            for _ in range(2):
                who = _student(place)
                factories.enrolment(
                    who, certificate, by=place.people["editor"], hours=[60, 60, 60], year_id=year
                )
            factories.approved_return(
                place.school,
                year,
                principal=place.people["principal"],
                by=factories.officer("earlier-officer"),
            )


def _approve_certificates(places: tuple[Place, Place]) -> None:
    """Before the old census, which waits for its freeze: since then approvals stand still."""
    with clock.at(factories.OPEN_DAY.replace(year=OLD_YEAR)):
        for place in places:
            place.approval = HigherLevelApproval.objects.create(
                school=place.school,
                qualification=factories.qualification(HIGHER_CERTIFICATE, level=4),
                year_id=OLD_YEAR,
                decided_by=f"{place.word} panel",
                decided_on=date(OLD_YEAR, 2, 20),
            )


def _student(place: Place, **fields) -> Student:
    number = f"{place.word.upper()}{place.school.students.count() + 1}"
    title = place.word.capitalize()
    return factories.student(
        place.school, student_number=number, family_name=title, given_names=f"{title}a {number}", **fields
    )


def _fill(place: Place) -> None:
    """Entries, a file on its way in, and a request for more time."""
    editor = place.people["editor"]
    place.student = _student(place, home_group=place.word)
    certificate = factories.qualification(CERTIFICATE)
    place.enrolment = factories.enrolment(place.student, certificate, by=editor, hours=[60, 60])
    place.upload = uploads.stage(
        school=place.school,
        year=place.enrolment.year,
        owner=editor,
        filename=f"{place.word}.csv",
        content=file_of(place),
        check=upload_check.check_rows,
    )
    place.extension = extensions.request(
        school=place.school,
        year=2019,
        until=date(2019, 5, 20),
        reason=f"The {place.word} coordinator is ill.",
        by=editor,
    )

    place.result = factories.result(
        place.student,
        place.enrolment.units.order_by("pk").first().unit,
        certificate,
        by=editor,
        outcome="CREDIT_TRANSFER",
        ended_on=date(2019, 4, 3),
    )
    place.result_upload = result_uploads.add(
        school=place.school, filename=f"{place.word}.csv", content=results_of(place), by=editor
    )
    place.agreement = owed.agreement(place.school, by=editor, word=place.word)
    place.policy = owed.policy(place.school, by=editor, word=place.word)
    # Of last year, so that this year's enrolment can still be removed.
    charged = Enrolment.objects.filter(school=place.school, year_id=2018).order_by("pk").first()
    place.charge = owed.charge(charged, by=editor, word=place.word)
    owed.acquittal(place.school, place.enrolment.year, by=editor, word=place.word)


def file_of(place: Place) -> bytes:
    """A file that can be saved: one student more."""
    heading = (
        "school_code,student_number,family_name,given_names,date_of_birth,program,certificate_code,unit_code,"
        "hours,provider_code,delivery"
    )
    row = f"{place.school.code},{place.word.upper()}99,{place.word},New,2003-02-11,VCE,{CERTIFICATE}"
    return "\n".join([heading, f"{row},{CERTIFICATE}A,60,,SCHOOL"]).encode()


def results_of(place: Place) -> bytes:
    """A file of results that can be taken: the student's second unit."""
    heading = "student_number,unit_code,certificate_code,outcome,ended_on"
    return f"{heading}\n{place.student.student_number},{CERTIFICATE}B,{CERTIFICATE},A,2019-04-03".encode()


def _refuse(extension: EntryExtension, by: User) -> None:
    """So that the own school may ask again, and the other school's request still waits."""
    extensions.refuse(extension=extension, reason=f"No {WORDS['own']} needs so long.", by=by)


def _runs(department: dict[str, User]) -> FundingRun:
    """Last year's run waits for its release; this year's indicative run is released."""
    calculator = factories.officer("calculator")
    indicative = runs.calculate(year=2019, kind="INDICATIVE", by=calculator)
    runs.release(run=indicative, by=department["manager"])
    return runs.calculate(year=2018, kind="CONFIRMED", by=calculator)


def _draft(administrator: User) -> FundingYear:
    """Rules of 2020 that another administrator can publish."""
    drafter = factories.administrator("second-administrator")
    version = years.draft(year=2020, by=drafter)
    sources = ("census_source", "base_rate_source", "core_source", "cap_source", "rural_source")
    stated = dict.fromkeys(sources, "invented")
    figures = {"rural_rate": 40_000, "cap": 100_000_000, "census_date": date(2020, 5, 4)}
    return years.change(version=version, by=drafter, figures=stated | figures)


def _outsiders(school: School) -> dict[str, User]:
    """People who soon may no longer, or not yet, do anything (see tests.access.actors)."""
    return {
        "membership ended yesterday": factories.user("ended", school=school),
        "deactivated": factories.user("deactivated", school=school),
        "no school": factories.user("no-school"),
    }


def end_membership(user: User) -> None:
    """Let the person's memberships have ended yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    SchoolMembership.objects.filter(user=user).update(until_date=yesterday)
