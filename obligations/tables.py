"""Lists of arrangements, charges and schools."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from obligations.models import ParentCharge
from obligations.queries import arrangements
from obligations.queries.state import SchoolState
from obligations.rules import policy
from vetportal.money import day, dollars, whole

_BY_NAME = ("enrolment__student__family_name", "enrolment__student__given_names", "pk")
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
STANDINGS = {
    arrangements.VALID: ("done", "Valid"),
    arrangements.NOT_VALID: ("incomplete", "Not valid"),
    arrangements.MISSING: ("problem", "Missing"),
    arrangements.NOT_NEEDED: ("closed", "None needed"),
}
_POLICY_TONES = {policy.DONE: "done", policy.IN_PROGRESS: "incomplete", policy.NOT_STARTED: "not-started"}


def tag(tone: str, word: str) -> str:
    """A state as the look draws it."""
    return render_to_string("components/tag.html", {"tone": tone, "word": word})


def policy_tag(state: str) -> str:
    """The state of a policy as the look draws it."""
    return tag(_POLICY_TONES[state], policy.STATES[state])


class ArrangementsTable(tables.Table):
    """A school's arrangements: what each needs, why, and what is held."""

    provider = tables.Column("Provider", empty_values=(), orderable=False)
    certificates = tables.Column("Certificates", orderable=False)
    enrolments = tables.Column("Enrolments", attrs=NUMBER, orderable=False)
    need = tables.Column("Agreement needed", accessor="standing", orderable=False)
    held = tables.Column("Held", accessor="standing", orderable=False)

    caption = "Arrangements"

    class Meta:
        empty_text = "Nobody is enrolled this year, so nothing is arranged yet."

    def __init__(self, *args, school_code: str, may_edit: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.school_code, self.may_edit = school_code, may_edit

    def render_provider(self, record: arrangements.Line) -> str:
        """The provider, and below it how the training is delivered."""
        name = record.provider.name if record.provider else "No provider entered"
        return format_html('{} <span class="cell-note">{}</span>', name, record.delivery_label)

    def render_certificates(self, record: arrangements.Line) -> str:
        """Each certificate with its enrolments."""
        return render_to_string("obligations/certificates.html", {"line": record})

    def render_need(self, record: arrangements.Line) -> str:
        """Which agreement, with the sentence of the source in place."""
        return render_to_string("obligations/need.html", {"standing": record.standing})

    def render_held(self, record: arrangements.Line) -> str:
        """Whether a valid one is held, what it lacks, and the next step."""
        tone, word = STANDINGS[record.standing.word]
        context = {"line": record, "standing": record.standing, "tone": tone, "word": word}
        return render_to_string(
            "obligations/held.html", context | {"school_code": self.school_code, "may_edit": self.may_edit}
        )


class ChargesTable(tables.Table):
    """What parents were asked to pay."""

    student = tables.Column("Student", accessor="enrolment", order_by=_BY_NAME)
    kind = tables.Column("What for")
    amount = tables.Column("Amount", attrs=NUMBER)
    is_voluntary = tables.Column("To be paid")
    charged_on = tables.Column("Asked on")
    remove = tables.Column("Remove", empty_values=(), orderable=False)

    caption = "Charges to parents"

    class Meta:
        empty_text = "No charge is recorded for this year."

    def __init__(self, *args, school_code: str, may_edit: bool, token: str, **kwargs) -> None:
        super().__init__(*args, exclude=() if may_edit else ("remove",), **kwargs)
        self.school_code, self.token = school_code, token

    def render_student(self, record: ParentCharge) -> str:
        """The student, linked to the enrolment, and the certificate."""
        held = record.enrolment
        url = reverse("enrolments:enrolment", args=[self.school_code, held.pk])
        words = '<a href="{}">{}</a> <span class="cell-note">{}</span>'
        return format_html(words, url, held.student, held.qualification)

    def render_kind(self, record: ParentCharge) -> str:
        """Kind, and below it the description."""
        kind = record.get_kind_display()
        return format_html('{} <span class="cell-note">{}</span>', kind, record.description)

    def render_amount(self, value: int) -> str:
        """Dollars."""
        return dollars(value)

    def render_is_voluntary(self, value: bool) -> str:
        """Whether parents may choose."""
        return "Voluntary" if value else "Asked for"

    def render_charged_on(self, value: object) -> str:
        """The day."""
        return day(value)

    def render_remove(self, record: ParentCharge) -> str:
        """A button that takes the charge back."""
        url = reverse("obligations:charge-remove", args=[self.school_code, record.pk])
        context = {"url": url, "charge": record, "token": self.token}
        return render_to_string("obligations/charge_remove.html", context)


class StateTable(tables.Table):
    """All schools: agreements, policy, use of funding. Given by name, which also orders what is alike."""

    name = tables.Column("School")
    without = tables.Column("Without a valid agreement", accessor="gaps__without", order_by="gaps__without")
    enrolments = tables.Column(
        "Enrolments in these",
        accessor="gaps__enrolments",
        attrs=NUMBER,
        order_by="gaps__enrolments",
    )
    policy = tables.Column("VET policy", order_by="policy")
    received = tables.Column("Received", attrs=NUMBER, order_by="received")
    balance = tables.Column("Use of funding", empty_values=(), orderable=False)

    caption = "Schools"

    class Meta:
        empty_text = "No school matches. Change the filter, or show all."

    def render_name(self, record: SchoolState) -> str:
        """Name, and below it code and region."""
        url = reverse("obligations:agreements", args=[record.school.code])
        place = ", ".join(part for part in (record.school.code, record.school.region) if part)
        words = '<a href="{}">{}</a> <span class="cell-note">{}</span>'
        return format_html(words, url, record.name, place)

    def render_without(self, record: SchoolState) -> str:
        """How many of the arrangements that need an agreement have no valid one."""
        gaps = record.gaps
        if not gaps.needed:
            return tag("closed", "None needed")
        if not gaps.without:
            return tag("done", f"All {whole(gaps.needed)} valid")
        return tag("problem", f"{whole(gaps.without)} of {whole(gaps.needed)}")

    def render_enrolments(self, value: int) -> str:
        """Whole numbers."""
        return whole(value)

    def render_policy(self, record: SchoolState) -> str:
        """The state of the policy, linked to it."""
        url = reverse("obligations:policy", args=[record.school.code])
        return format_html('<a href="{}">{}</a>', url, policy_tag(record.policy))

    def render_received(self, value: int) -> str:
        """Dollars released in the year."""
        return dollars(value)

    def render_balance(self, record: SchoolState) -> str:
        """What the last signed acquittal says, linked to it."""
        url = reverse("obligations:acquittal", args=[record.school.code])
        if record.balance is None:
            return format_html('<a href="{}">{}</a>', url, tag("not-started", "Not certified"))
        words = '<a href="{}">{}</a> <span class="cell-note">{}</span>'
        return format_html(words, url, tag("done", "Certified"), record.balance.sentence)
