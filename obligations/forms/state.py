"""The filter of the department's page. Its state lives in the address."""

from collections.abc import Callable, Iterable

from django import forms

from enrolments.queries import return_board
from obligations.queries.state import SchoolState
from obligations.rules import policy

WITHOUT, NO_POLICY, NOT_CERTIFIED = "agreement", "policy", "acquittal"
_LACKING: dict[str, tuple[str, Callable[[SchoolState], bool]]] = {
    WITHOUT: ("A valid agreement", lambda each: each.gaps.without > 0),
    NO_POLICY: ("A policy in place", lambda each: each.policy != policy.DONE),
    NOT_CERTIFIED: (
        "A certified use of funding",
        lambda each: each.received != 0 and each.balance is None,
    ),
}


class StateFilter(forms.Form):
    """Find schools by name, code or town, region and what they lack; nonsense finds all."""

    year = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="School name, code or town", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    lacking = forms.ChoiceField(
        label="Lacks",
        required=False,
        choices=[("", "Anything or nothing"), *((key, label) for key, (label, _) in _LACKING.items())],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [
            ("", "All regions"),
            *((name, name) for name in return_board.regions()),
        ]

    def narrow(self, schools: Iterable[SchoolState]) -> list[SchoolState]:
        """The schools that match."""
        self.is_valid()
        said = self.cleaned_data
        words = said.get("q", "").casefold().split()
        region, lacking = said.get("region"), _LACKING.get(said.get("lacking", ""))
        return [
            each
            for each in schools
            if all(_has(each, word) for word in words)
            and (not region or each.school.region == region)
            and (lacking is None or lacking[1](each))
        ]


def counts(schools: Iterable[SchoolState]) -> dict[str, int]:
    """How many schools lack what."""
    listed = list(schools)
    return {key: sum(map(test, listed)) for key, (_, test) in _LACKING.items()}


def _has(each: SchoolState, word: str) -> bool:
    school = each.school
    return word in school.name.casefold() or word in school.town.casefold() or school.code.startswith(word)
