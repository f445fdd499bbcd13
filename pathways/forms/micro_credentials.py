"""The form of a micro-credential: its critical information, its units, where it is known from."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.models import Unit
from pathways.actions.micro_credentials import IncludedUnit
from pathways.forms.fields import CountField, LinesField
from pathways.models import ExclusionGroup, MicroCredential
from pathways.rules import critical_information

_LONGEST_CHOICE = 20
_LONGEST_VOLUME = 9_999  # hours
_EMPTY = "Leave it empty where nobody published it."


class MicroCredentialForm(EntryForm):
    """One micro-credential. Nothing but title, kind and source is needed: an empty fact is not published."""

    title = LineField(
        label="Title", required_as=("title_required", "Enter the title as it is published."), longest=200
    )
    code = LineField(label="Code", help_text="For example HLTSS00066. Empty where it has none.", longest=12)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "Choose"), *MicroCredential.Kind.choices],
        error_messages={"required": "Choose what kind of micro-credential it is."},
    )
    field = LineField(label="Field", help_text="For example Infection control.", longest=100)
    status = forms.ChoiceField(label="Status", choices=MicroCredential.Status.choices)
    outcomes = LinesField(label="Learning outcomes", rows=5, help_text=_EMPTY)
    hours = CountField(
        label="Volume of learning", least=0, most=_LONGEST_VOLUME, help_text=f"Whole hours. {_EMPTY}"
    )
    assessment = LinesField(label="Assessment", rows=2, help_text=_EMPTY)
    certification = LineField(
        label="Certification", help_text="What one gets, for example a statement of attainment.", longest=300
    )
    recognition = LineField(
        label="Industry recognition", help_text="Who recognises it, where anybody does.", longest=300
    )
    stackability = LinesField(label="What it counts toward", rows=2, help_text=_EMPTY)
    duration = LineField(label="Duration", longest=100)
    mode = forms.ChoiceField(label="Mode of delivery", choices=MicroCredential.Mode.choices)
    location = LineField(label="Location", longest=200)
    prerequisites = LineField(label="Prerequisites", longest=300)
    expiry = LineField(label="Expiry", longest=100)
    cost = LineField(label="Cost", longest=100)
    language = LineField(label="Language", longest=60)
    provider = LineField(label="Provider", longest=200)
    is_regulated_provider = forms.BooleanField(
        label="Offered by a registered training organisation", required=False, initial=True
    )
    provider_profile = LinesField(label="Profile of the provider", rows=2)
    quality_assurance = LinesField(label="Quality assurance processes", rows=2)
    quality_review = LinesField(label="How it is reviewed and updated", rows=2)
    units = LinesField(
        label="Units",
        rows=5,
        help_text="One unit code a line. Units of which one is enough: the same word behind each code, "
        "for example HLTINF001 infection.",
    )
    are_units_complete = forms.BooleanField(
        label="All its units are listed above",
        required=False,
        help_text="Only then can a student be told that all units are held.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Excludes others of",
        queryset=ExclusionGroup.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = LineField(
        label="Where this is published",
        required_as=("source_required", "Say where this is published, or who told it."),
        longest=500,
    )

    def __init__(self, *args, micro_credential: MicroCredential | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.micro_credential = micro_credential
        if not self.fields["groups"].queryset.exists():
            del self.fields["groups"]

    def clean_title(self) -> str:
        """A title that no other micro-credential has."""
        title = self.cleaned_data["title"]
        self._refuse_double(Q(title__iexact=title), "This title")
        return title

    def clean_code(self) -> str | None:
        """A code that no other micro-credential has; None where there is none."""
        code = self.cleaned_data["code"].upper() or None
        if code:
            self._refuse_double(Q(code=code), f"The code {code}")
        return code

    def clean_units(self) -> list[IncludedUnit]:
        """The units that the lines name. Raises ValidationError for codes that the register does not hold."""
        named = [line.split(maxsplit=1) for line in self.cleaned_data["units"].splitlines()]
        codes = [each[0].upper() for each in named]
        choices = [" ".join(each[1:]) for each in named]
        known = {each.code: each for each in Unit.objects.filter(code__in=codes)}
        if missing := [code for code in codes if code not in known]:
            raise ValidationError(
                f"The register has no unit {', '.join(map(shown, missing[:5]))}. Correct the code, or add "
                "the unit to the register first.",
                code="unit_unknown",
            )
        if doubled := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValidationError(f"{', '.join(doubled)} stands there twice.", code="unit_doubled")
        if any(len(choice) > _LONGEST_CHOICE for choice in choices):
            raise ValidationError(
                f"The word behind a code has at most {_LONGEST_CHOICE} characters.", code="choice_too_long"
            )
        return [IncludedUnit(known[code], choice) for code, choice in zip(codes, choices, strict=True)]

    def clean(self) -> None:
        """What the framework's minimum standards ask for, each beside its field."""
        for problem in critical_information.problems(self.cleaned_data):
            if problem.field in self.fields and not self.has_error(problem.field):
                self.refuse(problem.field, problem.code, problem.sentence)
        if (
            self.cleaned_data.get("are_units_complete")
            and not self.has_error("units")
            and not self.cleaned_data.get("units")
        ):
            self.refuse("units", "units_missing", "Enter its units, or say that not all of them are here.")

    def facts(self) -> dict[str, object]:
        """The checked fields of the micro-credential itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("units", "groups")}

    def _refuse_double(self, same: Q, what: str) -> None:
        others = MicroCredential.objects.filter(same)
        if self.micro_credential:
            others = others.exclude(pk=self.micro_credential.pk)
        if other := others.first():
            raise ValidationError(f"{what} is that of another micro-credential, {other}.", code="doubled")


def first_values(held: MicroCredential) -> dict[str, object]:
    """The fields of the form as the micro-credential is stored."""
    values = {name: getattr(held, name, None) for name in MicroCredentialForm.base_fields}
    lines = held.units.order_by("choice", "unit__code").values_list("unit__code", "choice")
    return values | {
        "units": "\n".join(f"{code} {choice}".strip() for code, choice in lines),
        "groups": list(held.exclusion_groups.all()),
    }
