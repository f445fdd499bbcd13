"""What is sent to an address: data that would be saved if the person were let in."""

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.urls import reverse

from enrolments.models import SchoolReturn
from enrolments.queries import approvals, return_contents
from obligations.queries.received import received_by
from tests.access import ledger
from tests.access.actors import signed_in
from tests.access.world import (
    CERTIFICATE,
    HIGHER_CERTIFICATE,
    OLD_YEAR,
    OTHER_CERTIFICATE,
    Place,
    World,
    file_of,
    results_of,
)
from tests.obligations import owed

Data = dict[str, object]
_UNIT = f"{OTHER_CERTIFICATE}A"
_DECISION = {"decided_by": "Invented panel", "decided_on": "20/2/2019"}

_EVIDENCE = {
    "version": 0,
    "issuer_code": "3075",
    "issuer_name": "Invented",
    "document": "STATEMENT",
    "reference": "1",
    "issued_on": "14/12/2018",
    "unit_as_issued": f"{CERTIFICATE}A",
    "basis": "SAME",
    "verified_by": "Invented",
    "verified_on": "4/2/2019",
    "decision": "GRANTED",
}


class Payloads:
    """The data by the address's name, for a school; made once, while nothing has changed yet."""

    def __init__(self, world: World) -> None:
        self.world, self._signed = world, world.signed
        self._year = _fields_of_page(world)
        self._approval = approvals.mark(world.own.approval)
        self._marks = {
            place.word: return_contents.mark(school=place.school, year=2019) for place in _places(world)
        }

    def of(self, name: str, school_code: str) -> Data:
        """The data for an address; a school that does not exist is sent what the own school would be."""
        place = self.world.other if school_code == self.world.other.school.code else self.world.own
        short = name.rpartition(":")[2]
        if short in _AT_SCHOOL:
            return _AT_SCHOOL[short](place)
        if short == "return-certify":
            return {"seen": self._marks[place.word], "confirmed": "on"}
        return self._of_state(short)

    def _of_state(self, name: str) -> Data:
        signed = self._signed
        if name == "remittance-confirm":
            return {"file": SimpleUploadedFile("paid.csv", ledger.paid_file(self.world.ledger.remittance))}
        return {
            "return-approve": {"version": signed.version},
            "return-return": {"version": signed.version, "reason": "invented"},
            "returns-approve-many": {"tick": f"{signed.pk}:{signed.version}"},
            "extensions": _extension() | {"school": self.world.own.school.code},
            "extension-refuse": {"reason": "invented"},
            "approval-add": _DECISION | {"school": "7001", "certificate": HIGHER_CERTIFICATE, "year": 2019},
            "approval-change": _DECISION | {"seen": self._approval},
            "approval-remove": {"seen": self._approval, "reason": "invented"},
            "freeze": {"year": OLD_YEAR},
            **ledger.TYPED,
            **self.world.register.typed,
            **self.world.schemes.typed,
            "run-calculate": {"year": 2017, "kind": "CONFIRMED"},
            "scenario-new": {"step": "save", "name": "Invented", "cap": "900.00"},
            "year-draft": {"year": 2021},
            "year-section": self._year | {"cap": "2,000,000.00"},
        }.get(name, {})


def _places(world: World) -> tuple[Place, Place]:
    return world.own, world.other


def _student(place: Place) -> Data:
    return {
        "student_number": "INVENTED1",
        "family_name": "Invented",
        "given_names": "Person",
        "date_of_birth": "11/2/2003",
        "campus": place.school.campuses.get().pk,
        "version": place.student.version,
    }


def _units(certificate: str, unit: str) -> Data:
    return {
        "certificate_code": certificate,
        "program": "VCE",
        "delivery": "SCHOOL",
        "unit": [unit],
        f"hours-{unit}": "45",
    }


def _extension() -> Data:
    return {"until": date(2019, 5, 21).isoformat(), "reason": "invented"}


def _version(place: Place) -> Data:
    held = SchoolReturn.objects.filter(school=place.school, year_id=2019).first()
    return {"version": held.version if held else 1}


_AT_SCHOOL: dict[str, Callable[[Place], Data]] = {
    "student-add": _student,
    "student-edit": _student,
    "enrolment-add": lambda _: _units(OTHER_CERTIFICATE, _UNIT),
    "enrolment-preview": lambda _: _units(OTHER_CERTIFICATE, _UNIT),
    "enrolment-edit": lambda place: (
        _units(CERTIFICATE, f"{CERTIFICATE}A") | {"version": place.enrolment.version}
    ),
    "enrolment-withdraw": lambda place: {"on": "1/5/2019", "version": place.enrolment.version},
    "enrolment-remove": lambda place: {"version": place.enrolment.version},
    "enrol-class": lambda place: (
        _units(OTHER_CERTIFICATE, _UNIT)
        | {"certificate": OTHER_CERTIFICATE, "step": "save", "student": [place.student.pk]}
    ),
    "uploads": lambda place: {"file": SimpleUploadedFile("invented.csv", file_of(place))},
    "upload-confirm": lambda place: {"seen": place.upload.summary["mark"]},
    "return-reopen": _version,
    "extension-request": lambda _: _extension(),
    "agreement-add": lambda _: owed.typed(),
    "agreement-edit": lambda place: owed.typed() | {"version": place.agreement.version},
    "agreement-remove": lambda place: {"version": place.agreement.version},
    "policy-edit": lambda place: {"seen": place.policy.number, "documented": "1/4/2019"},
    "acquittal-edit": lambda _: {"version": 1, "amount-PLANNING": "12.50"},
    "acquittal-certify": lambda place: {
        "version": 1,
        "received": received_by(place.school, 2019),
        "confirmed": "on",
    },
    "results-save": lambda place: {
        "certificate": CERTIFICATE,
        "year": 2019,
        "ended_on": "3/4/2019",
        f"r-{place.student.pk}-{place.enrolment.units.order_by('pk').last().unit_id}": "A",
    },
    "completions-save": lambda place: {
        "certificate": CERTIFICATE,
        "year": 2019,
        f"on-{place.student.pk}": "3/4/2019",
        f"seen-{place.student.pk}": 0,
    },
    "result-add": lambda _: {"unit_code": _UNIT, "outcome": "ACHIEVED", "ended_on": "3/4/2018"},
    "result": lambda _: {"version": 1, "outcome": "ACHIEVED", "ended_on": "4/4/2019"},
    "result-remove": lambda _: {"version": 1},
    "evidence": lambda _: _EVIDENCE,
    "result-upload-add": lambda place: {"file": SimpleUploadedFile("invented.csv", results_of(place))},
    "result-upload": lambda _: {"own": "on"},
    "result-upload-take": lambda place: {"seen": place.result_upload.found["mark"]},
    "charge-add": lambda place: owed.charge_typed(place.enrolment),
}


class _Fields(HTMLParser):
    """The fields of a page's forms as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Data = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = dict(attributes)
        name, value = held.get("name", ""), held.get("value") or ""
        if tag == "input" and name and (held.get("type") != "checkbox" or "checked" in held):
            self.values[name] = value or "on" if held.get("type") == "checkbox" else value
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in held:
            self.values[self._select] = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def fields_of(page: HttpResponseBase) -> Data:
    """What a browser would send from a page if nothing were changed; nothing from a file."""
    fields = _Fields()
    if page.get("Content-Type", "").startswith("text/html"):
        fields.feed(page.content.decode())
    return fields.values


def _fields_of_page(world: World) -> Data:
    """The bands and rates of the draft of 2020."""
    client = signed_in(world.department["administrator"])
    return fields_of(client.get(reverse("funding:year-section", args=[world.version.pk, "rates"])))
