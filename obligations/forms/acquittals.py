"""The forms of a school's use of targeted VET funding: one line a purpose, and the principal's tick."""

from collections.abc import Iterator

from django import forms
from django.forms.boundfield import BoundField

from enrolments.forms.text import EntryForm, LineField
from obligations.actions.acquittals import Use
from obligations.forms.fields import DollarsField
from obligations.queries.acquittals import Entered
from obligations.rules import acquittal as rules


class AcquittalForm(EntryForm):
    """Dollars and words for each purpose; `version` is that of the draft that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for purpose, label in rules.PURPOSES.items():
            self.fields[f"amount-{purpose}"] = DollarsField(label=label)
            self.fields[f"words-{purpose}"] = LineField(
                label=f"{label}, for what", longest=300, widget=forms.TextInput(attrs={"size": 40})
            )

    def clean(self) -> None:
        """Another use needs words."""
        said = self.cleaned_data
        if said.get(f"amount-{rules.OTHER}") and not said.get(f"words-{rules.OTHER}"):
            self.refuse(f"words-{rules.OTHER}", "words_required", "Say in words what the other use was for.")

    def uses(self) -> dict[str, Use]:
        """The checked lines by purpose."""
        said = self.cleaned_data
        return {
            purpose: Use(said[f"amount-{purpose}"], said[f"words-{purpose}"]) for purpose in rules.PURPOSES
        }

    def rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Purpose in words, the field of its amount and the field of its words."""
        for purpose, label in rules.PURPOSES.items():
            yield label, self[f"amount-{purpose}"], self[f"words-{purpose}"]


class CertifyForm(forms.Form):
    """The principal's tick under the declaration; version and cents received are what the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    received = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(error_messages={"required": "Tick the sentence to sign it."})


def first_values(entered: Entered) -> dict[str, object]:
    """What the form shows of what is entered."""
    values: dict[str, object] = {"version": entered.version}
    for purpose, amount, words in entered.lines:
        values |= {f"amount-{purpose}": amount, f"words-{purpose}": words}
    return values
