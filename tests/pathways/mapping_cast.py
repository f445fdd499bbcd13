"""Providers, awards and mappings for tests. All of it is invented."""

from datetime import date

from enrolments.models import Unit
from pathways.actions import awards, mapping_evidence, mapping_steps, mappings
from pathways.actions.mappings import GroupTerms, Terms
from pathways.models import Award, AwardSubject, CreditMapping, HigherEducationProvider
from tests import factories
from vetportal.accounts.models import User

OUTCOMES = (
    "Explain how personal hygiene of food handlers prevents contamination",
    "Evaluate temperature control in the storage of food",
    "Appraise the economic history of tourism",
)
UNIT_LINES = (
    "Follow workplace hygiene procedures when handling food",
    "Store and defrost food at safe temperatures",
)


def provider(code: str = "9101", *, by: User, name: str = "Banksia University") -> HigherEducationProvider:
    """A provider of higher education."""
    found = HigherEducationProvider.objects.filter(code=code).first()
    seen = found.revision if found else 0
    return awards.save_provider(provider=found, code=code, name=name, source="INVENTED", revision=seen, by=by)


def award(*, by: User, code: str = "BTOUR", **fields) -> Award:
    """A bachelor degree of 24 subjects."""
    values = {
        "provider": provider(by=by),
        "code": code,
        "title": f"Bachelor {code}",
        "level": 7,
        "version": "2019",
        "size": 24_000,
        "size_unit": "SUBJECTS",
        "source": "INVENTED",
        **fields,
    }
    return awards.save_award(award=None, values=values, by=by)


def subject(
    of: Award, *, by: User, code: str = "FOOD101", outcomes: tuple[str, ...] = OUTCOMES
) -> AwardSubject:
    """A subject with three learning outcomes."""
    values = {
        "award": of,
        "code": code,
        "title": f"Subject {code}",
        "version": "",
        "outcomes": "\n".join(outcomes),
        "source": "INVENTED",
    }
    return awards.save_subject(subject=None, values=values, by=by)


def terms(to: Award, *, groups: tuple[tuple[int, tuple[str, ...]], ...] = (), **fields) -> Terms:
    """Terms of a mapping to an award, with everything that a proposal needs."""
    made = tuple(GroupTerms(least, tuple(map(_unit, codes))) for least, codes in groups)
    return Terms(**{
        "qualification": None,
        "micro_credential": None,
        "source_version": "",
        "groups": made,
        "award": to,
        "subject": None,
        "form": "UNSPECIFIED",
        "amount": 1_000,
        "amount_unit": "SUBJECTS",
        "pattern": "PATHWAY",
        "needs_completion": False,
        "min_result": "",
        "max_age_years": None,
        "conditions": "",
        "advice": "Ask before you enrol.",
        "assessor": "Dr Invented",
        "decided_on": date(2019, 3, 1),
        "valid_from": date(2019, 1, 1),
        "valid_to": date(2021, 12, 31),
        "review_due": date(2020, 12, 1),
        "effort_hours": 6,
        "source": "INVENTED",
        **fields,
    })  # fmt: skip


def approved(to: Award, *, drafter: User, approver: User, **fields) -> CreditMapping:
    """A mapping that went all the way; each outcome of its subject is decided as none."""
    made = mappings.draft(terms=terms(to, **fields), by=drafter)
    decisions = [
        mapping_evidence.Decision(each.pk, "NONE", None, "", "")
        for each in made.evidence.order_by("position")
    ]
    made = mapping_evidence.decide(
        mapping=made, version=made.version, decisions=decisions, hours=0, by=drafter
    )
    made = mapping_steps.propose(mapping=made, version=made.version, by=drafter)
    return mapping_steps.approve(mapping=made, version=made.version, by=approver)


def typed(to: Award, **values: object) -> dict[str, object]:
    """What the form of a mapping is sent."""
    return {
        "award": to.pk,
        "form": "UNSPECIFIED",
        "amount": "1",
        "amount_unit": "SUBJECTS",
        "pattern": "PATHWAY",
        "source": "INVENTED",
        **values,
    }


def _unit(code: str) -> Unit:
    return Unit.objects.filter(code=code).first() or factories.unit(code)
