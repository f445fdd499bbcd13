"""What the pages of credit schemes are opened with: one in force, a draft of somebody else, a unit."""

from dataclasses import dataclass

from credits.actions import schemes
from credits.models import CreditScheme
from tests import factories
from tests.credits.scheme_typing import typed_of

UNIT = "SIT20316A"
_ROW = {"name": "Units", "basis": "HOURS", "scope": "UNIT", "step": 10, "value": 1000, "source": "invented"}
_FIGURES = {
    "name": "Invented certificate",
    "authority": "Invented",
    "credit_word": "credit",
    "source": "invented",
    "counting_outcomes": ["ACHIEVED"],
}


@dataclass(frozen=True)
class Schemes:
    """Two schemes. Others drafted them, so that the administrator of the walk may publish."""

    published: CreditScheme
    draft: CreditScheme

    @property
    def records(self) -> dict[str, int]:
        """Keys by the name of the record in the list."""
        return {"scheme": self.published.pk, "scheme draft": self.draft.pk}

    @property
    def typed(self) -> dict[str, dict[str, object]]:
        """What is typed into the forms, by the name of the address."""
        trial = {"lines-TOTAL_FORMS": 6, "lines-INITIAL_FORMS": 0, "lines-0-unit": UNIT}
        levels = {f"lines-{number}-level": 2 for number in range(6)}
        return {
            "scheme-add": _FIGURES | {"code": "THIRD"},
            "scheme-edit": typed_of(self.draft, note="invented"),
            "scheme-try": trial | levels,
            "ruling-add": {"level": 2, "reason": "invented", "source": "invented"},
        }


def build() -> Schemes:
    """Drafted by one clerk and published by another."""
    first, second = factories.administrator("scheme-clerk"), factories.administrator("scheme-publisher")
    published = schemes.publish(scheme=_drafted(first, "FIRST"), by=second).scheme
    return Schemes(published, _drafted(first, "SECOND"))


def _drafted(by, code: str) -> CreditScheme:
    scheme = schemes.draft(by=by, code=code, figures=_FIGURES)
    return schemes.change(scheme=scheme, by=by, parts={"rows": [_ROW]})
