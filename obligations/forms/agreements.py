"""The form of one agreement in the register."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.entry_page import provider_choices
from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.models import EnrolmentYear, Provider, Qualification, School
from obligations.actions.agreements import Sent, Terms
from obligations.forms.fields import DayField, SignedFileField
from obligations.models import Agreement
from obligations.rules import agreements as rules
from vetportal.money import day

_CHOOSE = ("", "Choose")
_SIGNED = "The day, for example 6/5/2019. Empty while it is not signed."


class AgreementForm(EntryForm):
    """Kind, parties, dates, certificates, signatures and file; it may be saved before it is signed."""

    kind = forms.ChoiceField(
        label="Agreement",
        choices=[_CHOOSE, *Agreement.Kind.choices],
        error_messages={"required": "Choose which of the four agreements it is."},
    )
    provider_code = forms.ChoiceField(
        label="Provider (the RTO)",
        help_text="With a host school: the host as RTO, or the RTO that auspices it.",
        error_messages={
            "required": "Choose the provider that the agreement names.",
            "invalid_choice": "Choose a provider from the list.",
        },
    )
    rto_code = LineField(
        label="RTO code", help_text="As the agreement states it. Empty: the provider’s code.", longest=10
    )
    host_school_code = LineField(
        label="Code of the host school", help_text="Only for an agreement between schools.", longest=10
    )
    host_contract_date = DayField(
        label="Date of the host’s auspicing contract",
        help_text="Only for an access agreement, which cites it.",
    )
    school_party = LineField(
        label="For your school council",
        help_text="Who represents it, as the agreement says.",
        required_as=("party_required", "Enter who represents the school council in the agreement."),
        longest=200,
    )
    other_party = LineField(
        label="For the contractor or host school",
        help_text="Who represents it, as the agreement says.",
        required_as=("party_required", "Enter who represents the contractor or the host school."),
        longest=200,
    )
    start_date = DayField(
        label="First day", required_as=("date_required", "Enter the first day of the agreement.")
    )
    end_date = DayField(
        label="Last day", required_as=("date_required", "Enter the last day of the agreement.")
    )
    certificates = forms.MultipleChoiceField(
        label="Certificates it covers",
        help_text="None ticked: it covers every certificate with this provider.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick certificates of the list only."},
    )
    signed_by_school_on = DayField(label="Signed for your school on", help_text=_SIGNED)
    signed_by_other_on = DayField(label="Signed for the other party on", help_text=_SIGNED)
    file = SignedFileField(label="Signed file")

    def __init__(
        self,
        *args,
        school: School,
        year: EnrolmentYear | None,
        today: date,
        agreement: Agreement | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.today = school, today
        self._providers = {each.code: each for each in Provider.objects.select_related("school")}
        self.fields["provider_code"].choices = [_CHOOSE, *provider_choices(school)[1:]]
        offered = _certificates(school, year, agreement)
        self._certificates = {each.code: each for each in offered}
        self.fields["certificates"].choices = [(each.code, str(each)) for each in offered]
        if not offered:
            del self.fields["certificates"]

    def clean_host_school_code(self) -> School | None:
        """The host school by its code."""
        code = self.cleaned_data["host_school_code"]
        if not code:
            return None
        host = School.objects.filter(code=code).first()
        if host is None:
            raise ValidationError(
                f"No school has the code {shown(code)}. Ask the host school for its code.",
                code="host_unknown",
            )
        if host.pk == self.school.pk:
            raise ValidationError("This is your own school. Enter the host’s code.", code="host_is_own")
        return host

    def clean_signed_by_school_on(self) -> date | None:
        return self._not_to_come("signed_by_school_on")

    def clean_signed_by_other_on(self) -> date | None:
        return self._not_to_come("signed_by_other_on")

    def clean(self) -> None:
        """Dates in order; a host school exactly where the agreement is between schools."""
        start, end = self.cleaned_data.get("start_date"), self.cleaned_data.get("end_date")
        if start and end and end < start:
            self.refuse("end_date", "date_order", f"The last day is before the first, {day(start)}.")
        kind = self.cleaned_data.get("kind", "")
        if not self.has_error("host_school_code") and kind:
            self._check_host(kind)
        cited = self.cleaned_data.get("host_contract_date")
        if cited and kind and kind != rules.SCHOOL_ACCESS:
            self.refuse(
                "host_contract_date", "host_contract", "Only an access agreement cites it. Leave it empty."
            )

    def terms(self) -> Terms:
        """What the checked form says."""
        said = self.cleaned_data
        provider = self._providers[said["provider_code"]]
        return Terms(
            kind=said["kind"],
            provider=provider,
            host_school=said["host_school_code"],
            host_contract_date=said["host_contract_date"],
            rto_code=said["rto_code"] or provider.code,
            school_party=said["school_party"],
            other_party=said["other_party"],
            start_date=said["start_date"],
            end_date=said["end_date"],
            qualifications=[self._certificates[code] for code in said.get("certificates", ())],
            signed_by_school_on=said["signed_by_school_on"],
            signed_by_other_on=said["signed_by_other_on"],
        )

    def sent(self) -> Sent | None:
        """The file that was sent, if any."""
        return self.cleaned_data.get("file")

    def _not_to_come(self, name: str) -> date | None:
        signed = self.cleaned_data[name]
        if signed and signed > self.today:
            raise ValidationError(
                f"{day(signed)} is still to come. Enter it once it is signed.", code="date_range"
            )
        return signed

    def _check_host(self, kind: str) -> None:
        host, is_between = self.cleaned_data.get("host_school_code"), kind in rules.BETWEEN_SCHOOLS
        provider = self._providers.get(self.cleaned_data.get("provider_code", ""))
        if is_between and host is None and kind == rules.SCHOOL_PURCHASING and provider and provider.school:
            host = self.cleaned_data["host_school_code"] = provider.school
        if is_between and host is None:
            self.refuse("host_school_code", "host_required", "Enter the code of the host school.")
        elif not is_between and host is not None:
            self.refuse(
                "host_school_code",
                "host_not_meant",
                "A standard contract has no host school. Leave it empty, or choose one between schools.",
            )
        elif kind == rules.SCHOOL_PURCHASING and provider and provider.school_id != host.pk:
            self.refuse(
                "provider_code",
                "host_is_no_rto",
                "Here the host school itself is the RTO. Choose the host school as provider, or choose the "
                "access agreement if an RTO auspices it.",
            )


def first_values(agreement: Agreement) -> dict[str, object]:
    """What the form shows of a stored agreement."""
    names = (
        "kind", "rto_code", "host_contract_date", "school_party", "other_party", "start_date", "end_date",
        "signed_by_school_on", "signed_by_other_on",
    )  # fmt: skip
    return {
        **{name: getattr(agreement, name) for name in names},
        "provider_code": agreement.provider.code,
        "host_school_code": agreement.host_school.code if agreement.host_school else "",
        "certificates": list(agreement.qualifications.values_list("code", flat=True)),
    }


def _certificates(
    school: School, year: EnrolmentYear | None, agreement: Agreement | None
) -> list[Qualification]:
    """Those that the school's students are in this year, and those that the agreement names already."""
    found = Qualification.objects.filter(enrolments__school=school, enrolments__year=year)
    wanted = set(found.order_by().values_list("pk", flat=True).distinct())
    if agreement:
        wanted |= set(agreement.qualifications.values_list("pk", flat=True))
    return list(Qualification.objects.filter(pk__in=wanted).order_by("code"))
