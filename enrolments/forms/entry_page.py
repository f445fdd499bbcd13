"""The form of an enrolment as a page shows it: choices instead of codes to type, checked the same way."""

from django import forms

from enrolments.forms.entry import EnrolmentForm, programs_of
from enrolments.models import Enrolment, Provider, Qualification, School

_EMPTY = ("", "Choose")
_OWN = ("", "None: the school trains as its own RTO")


class EnrolmentPageForm(EnrolmentForm):
    """EnrolmentForm with lists to choose from; the certificate is chosen on the page before."""

    def __init__(self, *args, school: School, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        programs = [(code, Enrolment.Program(code).label) for code in programs_of(self.year.pk)]
        self.fields["certificate_code"].widget = forms.HiddenInput()
        self.fields["program"].widget = forms.Select(choices=[_EMPTY, *programs])
        self.fields["delivery"].widget = forms.Select(choices=[_EMPTY, *Enrolment.Delivery.choices])
        self.fields["provider_code"].widget = forms.Select(choices=provider_choices(school))
        self.fields["provider_code"].help_text = ""
        self.fields["subjects"].widget.attrs.update(inputmode="numeric", size=3, autocomplete="off")
        if not self.is_bound:
            self.fields["program"].widget.attrs["autofocus"] = True
        self.fields["program"].required = self.fields["delivery"].required = True


def provider_choices(school: School) -> list[tuple]:
    """All providers, those that the school works with first."""
    used = set(
        Enrolment.objects.filter(school=school, provider__isnull=False)
        .order_by()
        .values_list("provider_id", flat=True)
        .distinct()
    )
    near, far = [], []
    for each in Provider.objects.order_by("name"):
        (near if each.pk in used else far).append((each.code, f"{each.name} ({each.code})"))
    if not near:
        return [_OWN, *far]
    return [_OWN, ("Used by your school", near), ("All others", far)]


def first_values(school: School, qualification: Qualification) -> dict[str, str]:
    """What the school entered last for this certificate: a good guess for the next student.

    How many subjects a student has says nothing about the next one.
    """
    code = {"certificate_code": qualification.code, "subjects": ""}
    last = (
        Enrolment.objects.filter(school=school, qualification=qualification)
        .select_related("provider")
        .order_by("-pk")
        .first()
    )
    if last is None:
        return code | {"program": "", "delivery": "", "provider_code": ""}
    return code | {
        "program": last.program,
        "delivery": last.delivery,
        "provider_code": last.provider.code if last.provider else "",
    }
