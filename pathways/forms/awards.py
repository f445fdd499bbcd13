"""Forms of providers, awards and subjects, as far as their providers publish them."""

from django import forms

from enrolments.forms.text import EntryForm, LineField
from pathways.forms.fields import AmountField, CountField, LinesField
from pathways.models import Award, AwardSubject, HigherEducationProvider
from vetportal.money import UNKNOWN, credit

_SOURCE = ("source_required", "Say where this is published: an address, a handbook and its year.")


class ProviderForm(EntryForm):
    """A university or another provider."""

    code = LineField(
        label="Code in national reporting",
        required_as=("code_required", "Enter the provider's code."),
        longest=10,
    )
    name = LineField(label="Name", required_as=("name_required", "Enter the name."), longest=200)
    source = LineField(label="Source", required_as=_SOURCE, longest=300)

    def __init__(self, *args, provider: HigherEducationProvider | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider

    def clean(self) -> None:
        """One provider a code."""
        found = HigherEducationProvider.objects.filter(code=self.cleaned_data.get("code", ""))
        if found.exclude(pk=self.provider and self.provider.pk).exists():
            self.refuse("code", "code_taken", "Another provider has this code here. Check it.")


class AwardForm(EntryForm):
    """An award of a provider."""

    provider = forms.ModelChoiceField(
        HigherEducationProvider.objects.order_by("name"),
        empty_label="Choose",
        error_messages={"required": "Choose the provider.", "invalid_choice": "Choose it from the list."},
    )
    code = LineField(label="Code", required_as=("code_required", "Enter the award's code."), longest=20)
    title = LineField(label="Title", required_as=("title_required", "Enter the title."), longest=200)
    level = CountField(
        label="AQF level", least=5, most=10, help_text="5 diploma, 6 advanced diploma, 7 bachelor degree.",
        required_as=("level_required", "Enter the level, 5 to 10."),
    )  # fmt: skip
    version = LineField(label="Version", longest=20, help_text="For example its year.")
    size = AmountField(
        label="Size", help_text="Of the whole award. Shares are taken of it; empty: not known."
    )
    size_unit = forms.ChoiceField(label="counted in", choices=Award.AmountUnit.choices)
    source = LineField(label="Source", required_as=_SOURCE, longest=300)

    def __init__(self, *args, award: Award | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.award = award

    def clean(self) -> None:
        """One award a provider, code and version."""
        said = self.cleaned_data
        found = Award.objects.filter(
            provider=said.get("provider"), code=said.get("code"), version=said.get("version", "")
        )
        if found.exclude(pk=self.award and self.award.pk).exists():
            self.refuse(
                "code", "code_taken", "This award is entered already. Change the version or the code."
            )


class SubjectForm(EntryForm):
    """A subject with its learning outcomes."""

    code = LineField(label="Code", required_as=("code_required", "Enter the subject's code."), longest=20)
    title = LineField(label="Title", required_as=("title_required", "Enter the title."), longest=200)
    version = LineField(label="Version", longest=20, help_text="For example its year.")
    outcomes = LinesField(
        label="Learning outcomes", rows=10, help_text="One a line, in the provider's words."
    )
    source = LineField(label="Source", required_as=_SOURCE, longest=300)

    def __init__(self, *args, award: Award, subject: AwardSubject | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.award, self.subject = award, subject

    def clean(self) -> None:
        """One subject an award, code and version."""
        said = self.cleaned_data
        found = AwardSubject.objects.filter(
            award=self.award, code=said.get("code"), version=said.get("version", "")
        )
        if found.exclude(pk=self.subject and self.subject.pk).exists():
            self.refuse(
                "code", "code_taken", "This subject is entered already. Change the version or the code."
            )


def shown_of(row: Award | AwardSubject | HigherEducationProvider, form: type[EntryForm]) -> dict[str, object]:
    """What a form shows of a stored row."""
    return {name: getattr(row, name) for name in form.base_fields}


def stored_of(row: Award | AwardSubject | HigherEducationProvider, form: EntryForm) -> list[tuple[str, str]]:
    """What is stored of a row, field by field in words, for somebody who typed into an older page."""
    return [(str(form[name].label), _in_words(row, name) or UNKNOWN) for name in form.fields]


def _in_words(row: Award | AwardSubject | HigherEducationProvider, name: str) -> str:
    value = getattr(row, name)
    if name == "size":
        return "" if value is None else credit(value)
    choice = getattr(row, f"get_{name}_display", None)
    return str(choice() if choice else value)
