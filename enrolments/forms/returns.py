"""Forms of signing: certify, decide, ask for more time. What each action refuses is added as its errors."""

from django import forms

from enrolments.models import EnrolmentYear, School, SchoolReturn
from enrolments.queries.return_contents import Contents
from vetportal.money import day

_SENTENCE = forms.Textarea(attrs={"rows": 3})


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def declaration(school: School, year: EnrolmentYear, contents: Contents) -> str:
    """The sentence that the principal signs: what is entered now, or that there is nothing to report."""
    if not contents.enrolments:
        return f"I declare that {school} has no VET enrolments to report for {year}."
    return (
        f"I have checked these entries. They are the VET enrolments of {school} for {year}: "
        f"{_counted(contents.enrolments, 'enrolment')} of {_counted(contents.students, 'student')} in "
        f"{_counted(len(contents.certificates), 'certificate')}, {_counted(contents.hours, 'hour')} in all."
    )


class CertifyForm(forms.Form):
    """The principal's tick under the sentence that is signed. `seen` is the mark of what the page showed."""

    is_nil = forms.BooleanField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        error_messages={"required": "Tick the sentence to sign it."},
    )

    def __init__(self, *args, sentence: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = sentence


class VersionForm(forms.Form):
    """A step on the return as it was when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, held: SchoolReturn, data: object = None) -> "VersionForm":
        """The form for a return, bound where data was sent."""
        return cls(data, initial={"version": held.version})


class ReturnForm(VersionForm):
    """Give the return back, with the sentence that the school reads."""

    reason = forms.CharField(
        label="What the school has to change",
        help_text="The school reads this.",
        max_length=2000,
        widget=_SENTENCE,
        error_messages={"required": "Write what the school has to change. The school reads this sentence."},
    )


class ExtensionForm(forms.Form):
    """A school's request for more time."""

    until = forms.DateField(
        label="Last day of entry",
        widget=forms.DateInput(attrs={"size": 10, "autocomplete": "off"}),
        error_messages={
            "required": "Enter the last day on which your school needs to enter.",
            "invalid": "This is not a day. Write day, month and year, for example 10/5/2019.",
        },
    )
    reason = forms.CharField(
        label="Reason",
        help_text="One or two sentences. The department decides on them.",
        max_length=2000,
        widget=_SENTENCE,
        error_messages={"required": "Write why more time is needed. The department decides on this."},
    )

    def __init__(self, *args, year: EnrolmentYear, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "until"
        ].help_text = f"A day after {day(year.census_date)}, the census date, written as 10/5/{year}."


class StateExtensionForm(ExtensionForm):
    """As ExtensionForm, where the department writes down a school's request; another person grants it."""

    school = forms.ModelChoiceField(
        label="School code",
        queryset=School.objects.all(),
        to_field_name="code",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the code of the school.",
            "invalid_choice": "No school has this code. Look it up under Schools.",
        },
    )
    field_order = ("school", "until", "reason")


class RefuseForm(forms.Form):
    """Why an extension is refused."""

    reason = forms.CharField(
        label="Why it is refused",
        max_length=2000,
        widget=forms.TextInput,
        error_messages={"required": "Write why the extension is refused. The school reads this sentence."},
    )
