"""The form of one credit mapping: dense, by codes, saved before it is finished."""

from django import forms

from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.lookups import RegisterInMemory, normal
from enrolments.models import Unit
from pathways.actions.mappings import GroupTerms, Terms
from pathways.forms.fields import AmountField, CountField, DayField
from pathways.models import Award, AwardSubject, CreditMapping, MicroCredential
from vetportal.money import credit, day

GROUPS = 6
_CHOOSE = ("", "Choose")
_WITHOUT = frozenset({"NO_CREDIT", "ENTRY_ONLY"})
_UNITS_A_GROUP = 40


class MappingForm(EntryForm):
    """Source, target, credit, conditions, decision. What is missing is said when it is proposed."""

    qualification_code = LineField(label="Certificate code", longest=10)
    micro_credential = forms.ChoiceField(label="or micro-credential", required=False)
    source_version = LineField(label="Release", longest=20)
    needs_completion = forms.BooleanField(label="The whole of it has to be completed", required=False)
    award = forms.ChoiceField(label="Award", error_messages={"required": "Choose the award."})
    subject_code = LineField(label="Subject code", longest=20)
    form = forms.ChoiceField(label="Form of credit", choices=[_CHOOSE, *CreditMapping.Form.choices],
                             error_messages={"required": "Choose the form of credit."})  # fmt: skip
    amount = AmountField(label="Amount")
    amount_unit = forms.ChoiceField(label="counted in", choices=Award.AmountUnit.choices)
    pattern = forms.ChoiceField(label="Model", choices=CreditMapping.Pattern.choices)
    min_result = LineField(label="Least result", longest=60)
    max_age_years = CountField(label="Study counts for so many years", least=1, most=50)
    conditions = LineField(label="Other conditions", longest=500)
    advice = LineField(label="Advice to students", longest=500)
    assessor = LineField(label="Who judged it", longest=200)
    decided_on = DayField(label="Decided on")
    valid_from = DayField(label="Valid from")
    valid_to = DayField(label="Valid to")
    review_due = DayField(label="Review due")
    effort_hours = CountField(label="Hours of work so far", least=0, most=9999)
    source = LineField(
        label="Where the decision is written",
        required_as=(
            "source_required",
            "Say where the decision is written: a document, an address, a letter.",
        ),
        longest=500,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, GROUPS + 1):
            label = f"How many of group {number}"
            self.fields[f"least_{number}"] = CountField(label=label, least=1, most=_UNITS_A_GROUP)
            self.fields[f"units_{number}"] = LineField(label=f"Units of group {number}", longest=600)
        micro = MicroCredential.objects.order_by("title")
        self.fields["micro_credential"].choices = [("", "None"), *((each.pk, str(each)) for each in micro)]
        awards = Award.objects.select_related("provider").order_by("provider__name", "title", "version")
        self._awards = {str(each.pk): each for each in awards}
        self.fields["award"].choices = [_CHOOSE, *((key, str(each)) for key, each in self._awards.items())]

    @property
    def groups(self) -> list[tuple]:
        """The fields of the groups, one pair a group."""
        return [(self[f"least_{number}"], self[f"units_{number}"]) for number in range(1, GROUPS + 1)]

    def clean(self) -> None:
        """Codes of the register, one source product, an amount where there is credit, days in order."""
        said = self.cleaned_data
        codes = {number: _codes(said.get(f"units_{number}", "")) for number in range(1, GROUPS + 1)}
        everything = [code for several in codes.values() for code in several]
        register = RegisterInMemory.of(qualifications=[said.get("qualification_code", "")], units=everything)
        self._clean_source(register)
        self._groups = [
            group for number in codes if (group := self._group(number, codes[number], register)) is not None
        ]
        self._clean_target()
        self._clean_amount()
        start, end = said.get("valid_from"), said.get("valid_to")
        if start and end and end < start:
            self.refuse("valid_to", "date_order", f"The last day is before the first, {day(start)}.")

    def terms(self) -> Terms:
        """What the checked form says."""
        said = self.cleaned_data
        same = set(Terms._fields) & said.keys()
        micro = said["micro_credential"]
        return Terms(**{name: said[name] for name in same} | {
            "qualification": self._qualification,
            "micro_credential": MicroCredential.objects.get(pk=micro) if micro else None,
            "groups": tuple(self._groups),
            "award": self._awards[said["award"]],
            "subject": self._subject,
            "amount": said["amount"] or 0,
            "effort_hours": said["effort_hours"] or 0,
        })  # fmt: skip

    def _clean_source(self, register: RegisterInMemory) -> None:
        code = self.cleaned_data.get("qualification_code", "")
        self._qualification = register.qualification(code) if code else None
        if code and self._qualification is None:
            self.refuse(
                "qualification_code",
                "certificate_unknown",
                f"The register has no certificate {shown(code)}. Check the code.",
            )
        if code and self.cleaned_data.get("micro_credential"):
            self.refuse(
                "micro_credential",
                "two_sources",
                "Choose a certificate or a micro-credential, not both: each is a mapping of its own.",
            )

    def _group(self, number: int, codes: list[str], register: RegisterInMemory) -> GroupTerms | None:
        least = self.cleaned_data.get(f"least_{number}")
        if not codes:
            if least:
                self.refuse(f"units_{number}", "group_empty", "Enter the codes of the units of this group.")
            return None
        unknown = [code for code in codes if register.unit(code) is None]
        if unknown:
            self.refuse(
                f"units_{number}",
                "unit_unknown",
                f"The register has no unit {', '.join(map(shown, unknown))}. Check the codes.",
            )
            return None
        if least and least > len(codes):
            self.refuse(
                f"least_{number}",
                "group_least",
                f"The group lists {len(codes)}, so it cannot ask for {least}. Add units, or ask for fewer.",
            )
        units: tuple[Unit, ...] = tuple(register.unit(code) for code in codes)
        return GroupTerms(least or 1, units)

    def _clean_target(self) -> None:
        code = self.cleaned_data.get("subject_code", "")
        award = self._awards.get(self.cleaned_data.get("award", ""))
        self._subject = None
        if code and award:
            found = AwardSubject.objects.filter(award=award, code__iexact=code)
            self._subject = found.order_by("-version").first()
            if self._subject is None:
                self.refuse(
                    "subject_code",
                    "subject_unknown",
                    f"{award.title} has no subject {shown(code)} here. Add it on the award's page first.",
                )
        if not code and self.cleaned_data.get("form") == "SPECIFIED":
            self.refuse(
                "subject_code", "subject_required", "Specified credit stands for a subject: enter its code."
            )

    def _clean_amount(self) -> None:
        form, amount = self.cleaned_data.get("form"), self.cleaned_data.get("amount")
        if not form or self.has_error("amount"):
            return
        if form in _WITHOUT and amount:
            self.refuse("amount", "amount_without_credit", "Without credit the amount is empty or 0.")
        if form not in _WITHOUT and not amount:
            self.refuse("amount", "amount_required", "Enter how much credit is given, for example 0.5.")
        self._refuse_more_than_the_award(amount or 0)

    def _refuse_more_than_the_award(self, amount: int) -> None:
        award = self._awards.get(self.cleaned_data.get("award", ""))
        if award is None or not award.size or award.size_unit != self.cleaned_data.get("amount_unit"):
            return
        if amount > award.size:
            size = f"{credit(award.size)} {award.get_size_unit_display()}"
            self.refuse("amount", "amount_too_large", f"The whole award has {size}. Check the amount.")


def first_values(mapping: CreditMapping) -> dict[str, object]:
    """What the form shows of a stored mapping."""
    plain = {name: getattr(mapping, name) for name in MappingForm.base_fields if hasattr(mapping, name)}
    values = plain | {
        "qualification_code": mapping.qualification.code if mapping.qualification else "",
        "micro_credential": mapping.micro_credential_id or "",
        "award": mapping.award_id,
        "subject_code": mapping.subject.code if mapping.subject else "",
        "amount": mapping.amount or "",
    }
    groups = mapping.groups.order_by("position").prefetch_related("units")
    for number, group in enumerate(groups, start=1):
        values[f"least_{number}"] = group.least
        values[f"units_{number}"] = ", ".join(sorted(unit.code for unit in group.units.all()))
    return values


def _codes(text: str) -> list[str]:
    """Codes parted by commas, semicolons or spaces, each once."""
    parted = text.replace(",", " ").replace(";", " ").split()
    return list(dict.fromkeys(normal(code) for code in parted))


class ReasonForm(EntryForm):
    """Why a mapping is sent back or lapses."""

    reason = LineField(
        label="Reason", required_as=("reason_required", "Write a reason: its readers need it."), longest=500
    )
