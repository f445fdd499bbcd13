"""The filter of the department's page of credits. Its state lives in the address."""

from collections.abc import Iterable

from django import forms

from credits.queries.school_records import SchoolCredits
from enrolments.queries import return_board


class StateFilter(forms.Form):
    """Find schools by name, code or town, region, and whether results wait; nonsense finds all."""

    scheme = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="School name, code or town", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    waiting = forms.BooleanField(label="Only with results that wait", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [
            ("", "All regions"),
            *((name, name) for name in return_board.regions()),
        ]

    def narrow(self, schools: Iterable[SchoolCredits]) -> list[SchoolCredits]:
        """The schools that match."""
        self.is_valid()
        said = self.cleaned_data
        words, region = said.get("q", "").casefold().split(), said.get("region")
        return [
            each
            for each in schools
            if all(_has(each, word) for word in words)
            and (not region or each.school.region == region)
            and (not said.get("waiting") or each.waiting)
        ]


def _has(each: SchoolCredits, word: str) -> bool:
    school = each.school
    return word in school.name.casefold() or word in school.town.casefold() or school.code.startswith(word)
