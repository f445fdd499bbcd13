"""The form of a school's VET policy."""

from datetime import date

from django import forms

from enrolments.forms.text import EntryForm, LineField
from obligations.forms.fields import DayField, SignedFileField
from obligations.models import PolicyRevision
from obligations.rules import policy as rules


class PolicyForm(EntryForm):
    """The three steps with their days, where the policy can be read, and optionally its file."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    documented = DayField(label="Documented on")
    document = LineField(
        label="Where it can be read", help_text="An address or a place, if there is one.", longest=300
    )
    file = SignedFileField(label="File of the policy")
    ratified = DayField(
        label="Ratified by the school council on", help_text="The day of the meeting, for example 6/5/2019."
    )
    ratified_note = LineField(label="Minute", help_text="For example the number of the minute.", longest=300)
    communicated = DayField(label="Communicated to parents on")
    communicated_note = LineField(label="How", help_text="For example by newsletter.", longest=300)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> None:
        """The steps in their order, none still to come."""
        if not any(self.has_error(name) for name in rules.Dates._fields):
            for name, sentence in rules.faults(self.dates(), self.today).items():
                self.refuse(name, "policy_order", sentence)

    def dates(self) -> rules.Dates:
        """The days of the steps."""
        return rules.Dates(*(self.cleaned_data.get(name) for name in rules.Dates._fields))

    def notes(self) -> dict[str, str]:
        """What stands beside the days."""
        return {name: self.cleaned_data[name] for name in _NOTES}


_NOTES = ("document", "ratified_note", "communicated_note")


def first_values(revision: PolicyRevision | None) -> dict[str, object]:
    """What the form shows of the revision that stands."""
    if revision is None:
        return {"seen": 0}
    return {
        "seen": revision.number,
        **revision.dates._asdict(),
        **{name: getattr(revision, name) for name in _NOTES},
    }
