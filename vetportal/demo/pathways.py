"""Credit mappings of the demonstration. Every provider, award, subject and decision here is invented."""

from datetime import date

from enrolments.models import Qualification, Unit
from pathways.actions import awards, mapping_steps, mappings
from pathways.models import Award, AwardSubject, CreditMapping, HigherEducationProvider
from vetportal.accounts.models import User
from vetportal.demo import pathways_by_units

INVENTED = "Invented for the demonstration"
_DAYS = {"decided_on": date(2018, 11, 5), "valid_from": date(2018, 11, 5), "review_due": date(2020, 11, 5)}
_SUBJECT_OUTCOMES = """Explain how a small organisation plans its work
Communicate in writing with customers and colleagues
Keep simple financial records and check them
Apply work health and safety rules to an office"""
_UNIT_OUTCOMES = {
    "BSBWHS302": "Identify safety duties of people in a workplace\nApply health and safety rules to own work",
    "BSBWRT301": "Plan short business documents\nWrite and check documents for customers and colleagues",
    "BSBFIA301": "Keep daily financial records\nCheck and reconcile accounts",
    "BSBWOR301": "Plan own work schedule\nMonitor own work performance",
}


def decide() -> None:
    """One award with a subject, and decisions of each kind about credit toward it."""
    officer, manager = User.objects.get(username="officer"), User.objects.get(username="manager")
    award, subject = _award(officer)
    certificates = Qualification.objects.in_bulk(["BSB20115", "BSB30115", "BSB50215"], field_name="code")
    for text, code in _plan(certificates, award, subject):
        _approved(text | {"qualification": certificates[code]} if code else text, officer, manager)
    for code, outcomes in _UNIT_OUTCOMES.items():
        unit = Unit.objects.get(code=code)
        awards.save_unit_outcomes(unit=unit, outcomes=outcomes, source=INVENTED, by=officer)
    mappings.draft(terms=_terms(award, _subject_credit(certificates["BSB30115"], subject)), by=officer)
    pathways_by_units.decide(award)


def _award(officer: User) -> tuple[Award, AwardSubject]:
    provider: HigherEducationProvider = awards.save_provider(
        provider=None, code="9901", name="Southern Plains University (invented)", source=INVENTED, by=officer
    )
    award = awards.save_award(
        award=None,
        values={
            "provider": provider, "code": "BBUS", "title": "Bachelor of Business", "level": 7,
            "version": "2018", "size": 24_000, "size_unit": Award.AmountUnit.SUBJECTS, "source": INVENTED,
        },
        by=officer,
    )  # fmt: skip
    subject = awards.save_subject(
        subject=None,
        values={
            "award": award, "code": "BUS101", "title": "Work in organisations", "version": "2018",
            "outcomes": _SUBJECT_OUTCOMES, "source": INVENTED,
        },
        by=officer,
    )  # fmt: skip
    return award, subject


def _plan(certificates, award: Award, subject: AwardSubject) -> list[tuple[dict, str]]:
    """A block whose review is due in 2019, an entry without credit, an assessment without credit."""
    return [
        (
            _base(award)
            | {
                "form": CreditMapping.Form.BLOCK, "amount": 8_000, "review_due": date(2019, 6, 30),
                "advice": "Apply with the testamur; the eight subjects of the first year are credited.",
            },
            "BSB50215",
        ),
        (
            _base(award)
            | {
                "form": CreditMapping.Form.ENTRY_ONLY, "amount": 0,
                "advice": "The certificate counts for entry. Go on to the diploma if you want credit.",
            },
            "BSB30115",
        ),
        (
            _base(award)
            | {
                "form": CreditMapping.Form.NO_CREDIT, "amount": 0,
                "advice": "Assessed in 2018: no subject of the award is covered.",
            },
            "BSB20115",
        ),
    ]  # fmt: skip


def _base(award: Award) -> dict:
    return {
        "micro_credential": None, "source_version": "", "groups": (), "award": award, "subject": None,
        "amount_unit": Award.AmountUnit.SUBJECTS, "pattern": CreditMapping.Pattern.PATHWAY,
        "needs_completion": True, "min_result": "", "max_age_years": 10, "conditions": "",
        "assessor": "Admissions, Southern Plains University (invented)", "valid_to": None, "effort_hours": 6,
        "source": INVENTED, **_DAYS,
    }  # fmt: skip


def _subject_credit(qualification: Qualification, subject: AwardSubject) -> dict:
    """A draft that waits for its evidence: four units toward one subject."""
    units = tuple(Unit.objects.filter(code__in=_UNIT_OUTCOMES).order_by("code"))
    return {
        "qualification": qualification, "subject": subject, "form": CreditMapping.Form.SPECIFIED,
        "amount": 1_000, "needs_completion": False, "groups": (mappings.GroupTerms(len(units), units),),
        "advice": "Send the statement of attainment with your application.", "effort_hours": 2,
    }  # fmt: skip


def _terms(award: Award, text: dict) -> mappings.Terms:
    return mappings.Terms(**(_base(award) | text))


def _approved(text: dict, officer: User, manager: User) -> None:
    mapping = mappings.draft(terms=mappings.Terms(**text), by=officer)
    mapping_steps.propose(mapping=mapping, version=mapping.version, by=officer)
    mapping.refresh_from_db()
    mapping_steps.approve(mapping=mapping, version=mapping.version, by=manager)
