"""What the department's register of credit mappings is opened with. All of it is invented."""

from dataclasses import dataclass

from pathways.actions import mapping_steps, mappings, micro_credentials
from pathways.models import AwardSubject, CreditMapping, MicroCredential
from tests import factories
from tests.pathways import mapping_cast as cast


@dataclass(frozen=True)
class Register:
    """A mapping of each status up to approved, an award, a micro-credential."""

    draft: CreditMapping
    proposed: CreditMapping
    approved: CreditMapping
    subject: AwardSubject
    micro_credential: MicroCredential

    @property
    def records(self) -> dict[str, int]:
        """Keys by the name of the record in the list."""
        return {
            "mapping": self.draft.pk,
            "proposed mapping": self.proposed.pk,
            "approved mapping": self.approved.pk,
            "award": self.subject.award_id,
            "subject": self.subject.pk,
            "micro-credential": self.micro_credential.pk,
            "higher provider": self.subject.award.provider_id,
        }

    @property
    def typed(self) -> dict[str, dict[str, object]]:
        """What is typed into the forms, by the name of the address."""
        award, version = self.subject.award, {"version": self.draft.version}
        mapping = cast.typed(award, qualification_code="SIT20316", needs_completion="on")
        named = {"title": "Invented", "source": "INVENTED"}
        return {
            "mapping-add": mapping,
            "mapping-edit": mapping | version,
            "mapping-evidence": version | {"step": "outcomes", "outcomes": "One\nTwo"},
            "mapping-propose": version,
            "mapping-approve": {"version": self.proposed.version, "what": "APPROVE"},
            "mapping-review": {
                "version": self.approved.version, "note": "Invented", "next_due": "1/6/2021",
            },
            "mapping-lapse": version | {"reason": "invented"},
            "provider-add": {"code": "9199", "name": "Invented", "source": "INVENTED"},
            "provider-edit": {"code": "9198", "name": "Invented", "source": "INVENTED", "revision": 1},
            "award-add": named | {
                "provider": award.provider_id, "code": "NEW", "level": 7, "size_unit": "EFTSL",
            },
            "award-edit": named | {
                "provider": award.provider_id, "code": "NEW", "level": 8, "size_unit": "EFTSL", "revision": 1,
            },
            "subject-add": named | {"code": "NEW101"},
            "subject-edit": named | {"code": "NEW102", "revision": 1},
            "micro-credential-add": _set("Another invented set"),
            "micro-credential-edit": _set("A renamed set") | {"version": self.micro_credential.version},
        }  # fmt: skip


def build() -> Register:
    """Drafted by clerks, so that the officer of the walk may decide."""
    clerk = factories.officer("mapping-clerk")
    award = cast.award(by=clerk)
    subject = cast.subject(award, by=clerk)
    draft = mappings.draft(terms=cast.terms(award, groups=((1, ("AAA001",)),)), by=clerk)
    other = mappings.draft(terms=cast.terms(award, groups=((1, ("AAA002",)),)), by=clerk)
    proposed = mapping_steps.propose(mapping=other, version=other.version, by=clerk)
    manager = factories.manager("mapping-manager")
    approved = cast.approved(award, drafter=clerk, approver=manager, groups=((1, ("AAA003",)),))
    facts = _set("Invented set") | {"is_regulated_provider": True}
    entered = micro_credentials.add(facts=facts, units=(), groups=(), by=clerk)
    return Register(draft, proposed, approved, subject, entered)


def _set(title: str) -> dict[str, object]:
    return {
        "title": title,
        "kind": "SKILL_SET",
        "status": "UNKNOWN",
        "mode": "UNKNOWN",
        "is_regulated_provider": "on",
        "source": "INVENTED",
    }
