"""Small builders of rows for tests. Every figure is invented unless a test names its source.

Entries are guarded by the census, so build them with the clock at an open day (see `open_year`).
"""

from collections.abc import Callable
from datetime import date, datetime
from itertools import count

from credits.models import Outcome, TransferEvidence, UnitResult
from enrolments.models import (
    Campus,
    Enrolment,
    EnrolmentYear,
    NominalHours,
    PackagedUnit,
    Provider,
    Qualification,
    School,
    SchoolMembership,
    SchoolReturn,
    Student,
    Unit,
    UnitEnrolment,
)
from funding.models import FundingYear
from funding.rules.facts import YearRules
from tests.rules.years import year_2019
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import DepartmentRole, SchoolRole

OPEN_DAY = datetime(2019, 5, 1, 10, 0, tzinfo=clock.MELBOURNE)
CLOSED_DAY = datetime(2019, 5, 7, 9, 0, tzinfo=clock.MELBOURNE)
_numbers = count(1)


def user(name: str = "", *, role: str = "", school: School | None = None, school_role: str = "") -> User:
    """A person with a department role, or with a role at a school."""
    username = name or f"person{next(_numbers)}"
    person, _ = User.objects.get_or_create(
        username=username, defaults={"full_name": f"{username.title()} Example", "department_role": role}
    )
    if school:
        SchoolMembership.objects.create(
            user=person, school=school, role=school_role or SchoolRole.EDITOR, from_date=date(2015, 1, 1)
        )
    return person


def officer(name: str = "") -> User:
    """A department officer."""
    return user(name, role=DepartmentRole.OFFICER)


def manager(name: str = "") -> User:
    """A department manager."""
    return user(name, role=DepartmentRole.MANAGER)


def administrator(name: str = "") -> User:
    """An administrator."""
    return user(name, role=DepartmentRole.ADMINISTRATOR)


def school(code: str = "", *, location_index: int | None = 0, **fields) -> School:
    """A government school with a main campus; the index is in ten-thousandths."""
    code = code or f"{7000 + next(_numbers)}"
    built = School.objects.create(
        code=code, **{"name": f"School {code}", "sector": School.Sector.GOVERNMENT, **fields}
    )
    Campus.objects.create(school=built, number=1, name="Main campus", location_index=location_index)
    return built


def open_year(year: int = 2019, census_date: date | None = None, **fields) -> EnrolmentYear:
    """A year; 2019 has its published census date, others an invented one."""
    return EnrolmentYear.objects.get_or_create(
        year=year,
        defaults={
            "census_date": census_date or date(year, 5, 6),
            "census_source": "SRP Reference 56 (2019): deadline 6 May 2019" if year == 2019 else "invented",
            **fields,
        },
    )[0]


def qualification(code: str = "SIT20316", *, level: int = 2, units: dict[str, int] | None = None, **fields):
    """A qualification with packaged units and invented nominal hours, by default three units of 60 hours."""
    built, is_new = Qualification.objects.get_or_create(
        code=code,
        defaults={"title": f"Certificate {code}", "level": level, "source": "invented", **fields},
    )
    if is_new:
        for unit_code, hours in (units or {f"{code}A": 60, f"{code}B": 60, f"{code}C": 60}).items():
            unit, _ = Unit.objects.get_or_create(code=unit_code, defaults={"title": f"Unit {unit_code}"})
            PackagedUnit.objects.create(qualification=built, unit=unit, kind=PackagedUnit.Kind.CORE)
            NominalHours.objects.get_or_create(unit=unit, source="INVENTED", defaults={"hours": hours})
    return built


def provider(code: str = "3075", **fields) -> Provider:
    """A provider in the TAFE network."""
    defaults = {"name": f"Provider {code}", "is_tafe_network": True, **fields}
    return Provider.objects.get_or_create(code=code, defaults=defaults)[0]


def student(at: School, *, born: date = date(2003, 2, 11), **fields) -> Student:
    """A student who is sixteen on the 2019 census date."""
    number = fields.pop("student_number", f"{100_000_000 + next(_numbers)}")
    values = {"family_name": "Citizen", "given_names": f"Student {number}", **fields}
    return Student.objects.create(
        school=at, campus=at.campuses.get(number=1), student_number=number, date_of_birth=born, **values
    )


def enrolment(
    who: Student, certificate: Qualification, *, by: User, hours: list[int | None], **fields
) -> Enrolment:
    """An enrolment of the open year with one packaged unit for each of the hours."""
    stamp = clock.now()
    values = {"year_id": 2019, "program": "VCE", "delivery": "SCHOOL", **fields}
    built = Enrolment.objects.create(
        student=who,
        school=who.school,
        campus=who.campus,
        qualification=certificate,
        entered_by=by,
        entered_at=stamp,
        changed_by=by,
        changed_at=stamp,
        **values,
    )
    packaged = certificate.packaged_units.order_by("pk")[: len(hours)]
    UnitEnrolment.objects.bulk_create(
        UnitEnrolment(enrolment=built, unit=each.unit, hours=value)
        for each, value in zip(packaged, hours, strict=True)
    )
    return built


def unit(code: str, hours: int | None = None, *, source: str = "INVENTED", **fields) -> Unit:
    """A unit; with hours, they are stated by the source."""
    built, _ = Unit.objects.get_or_create(code=code, defaults={"title": f"Unit {code}", **fields})
    if hours is not None:
        NominalHours.objects.get_or_create(unit=built, source=source, defaults={"hours": hours})
    return built


def result(
    who: Student,
    taken: Unit,
    within: Qualification | None = None,
    *,
    by: User,
    year: int = 2019,
    outcome: str = Outcome.ACHIEVED,
    **fields,
) -> UnitResult:
    """A result of the end of a year, as if the school had entered it; no credit is worked out."""
    stamp = clock.now()
    values = {"ended_on": date(year, 11, 29), "entered_at": stamp, "changed_at": stamp, **fields}
    return UnitResult.objects.create(
        student=who,
        unit=taken,
        qualification=within,
        year=year,
        outcome=outcome,
        entered_by=by,
        changed_by=by,
        **values,
    )


def evidence(of: UnitResult, *, by: User, **fields) -> TransferEvidence:
    """A statement of attainment behind a credit transfer, accepted."""
    values = {
        "issuer_code": "90001",
        "issuer_name": "Invented Training",
        "document": TransferEvidence.Document.STATEMENT,
        "reference": "SOA-1",
        "issued_on": of.ended_on,
        "unit_as_issued": of.unit.code,
        "basis": TransferEvidence.Basis.SAME,
        "verified_by": "Invented Verifier",
        "verified_on": of.ended_on,
        "decision": TransferEvidence.Decision.GRANTED,
        **fields,
    }
    return TransferEvidence.objects.create(result=of, recorded_by=by, recorded_at=clock.now(), **values)


def approved_return(at: School, year: int = 2019, *, principal: User, by: User) -> SchoolReturn:
    """A return that was certified and approved just now."""
    stamp = clock.now()
    return SchoolReturn.objects.create(
        school=at,
        year_id=year,
        status=SchoolReturn.Status.APPROVED,
        certified_by=principal,
        certified_at=stamp,
        decided_by=by,
        decided_at=stamp,
    )


def published_rules(
    year: int = 2019,
    *,
    bands: dict[Qualification, str] | None = None,
    more: Callable[[FundingYear], object] = lambda _: None,
    **fields,
) -> FundingYear:
    """The 2019 rules of tests/cases/year_2019.yaml, published; cap and rural rate are invented.

    `more` adds other rows to the draft before it is published.
    """
    rules = year_2019()
    drafter, publisher = administrator("drafter"), administrator("publisher")
    stamp = clock.now()
    version = FundingYear.objects.create(
        year=year,
        effective_from=date(year, 1, 1),
        effective_to=date(year, 12, 31),
        drafted_by=drafter,
        drafted_at=stamp,
        changed_by=drafter,
        changed_at=stamp,
        **_figures(rules, year) | fields,
    )
    _add_rows(version, rules)
    for certificate, band in (bands or {}).items():
        version.qualification_bands.create(qualification=certificate, band=band, source="invented")
    more(version)
    version.status, version.published_by, version.published_at = "PUBLISHED", publisher, stamp
    version.save()
    return version


def _figures(rules: YearRules, year: int) -> dict[str, object]:
    source = "SRP Reference 56 (2019); rural rate and cap invented"
    return {
        "census_date": date(year, 5, 6),
        "minimum_age": rules.minimum_age,
        "maximum_age": rules.maximum_age,
        "base_rate": rules.base_rate,
        "rural_rate": 40_000,
        "rural_threshold": rules.rural_threshold,
        "cap": 100_000_000,
        "core_gross_dollars": 8_922,
        "core_net_permille": 915,
        "core_teaching_percent": 57,
        "core_other_percent": 26,
        "core_other_delivery_percent": 50,
        "core_cases_percent": 17,
        "core_cases_delivery_percent": 30,
        "core_subjects": 5,
        **{f"{figure}_source": source for figure in ("census", "age", "base_rate", "rural", "cap", "core")},
    }


def _add_rows(version: FundingYear, rules: YearRules) -> None:
    for order, band in enumerate(rules.bands):
        version.bands.create(order=order, source="SRP Reference 56 (2019)", **band._asdict())
    for order, each in enumerate(rules.instalments):
        version.instalments.create(order=order, source="SRP Reference 56", **each._asdict())
    for code in rules.exclusions:
        version.exclusions.create(code=code, source="SRP Reference 56")
    for code in rules.components:
        version.components.create(code=code, source="SRP Reference 56")
