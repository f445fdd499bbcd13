"""Providers, approvals of the VCAA, and what people may do for schools."""

from import_export import fields

from enrolments.models import (
    EnrolmentYear,
    HigherLevelApproval,
    Provider,
    Qualification,
    School,
    SchoolMembership,
)
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole

_ROLES = {name.casefold(): value for value, label in SchoolRole.choices for name in (value, label)}


class ProviderResource(RegisterResource):
    """One provider, by its national code."""

    code = fields.Field("code", "provider_code", widgets.code())
    name = fields.Field("name", "name", widgets.text())
    is_tafe_network = fields.Field("is_tafe_network", "is_tafe_network", widgets.yes_or_no())
    school = fields.Field(
        "school_id", "school_code", widgets.Known("school", "Load the school first.", empty=None)
    )

    class Meta(RegisterResource.Meta):
        model = Provider
        fields = ("code", "name", "is_tafe_network", "school")

    def known(self) -> dict[str, dict[str, int]]:
        return {"school": keys_by(School.objects.all(), "code")}


class ApprovalResource(RegisterResource):
    """The VCAA's approval of a Certificate IV at a school in a year; saved singly, because it is guarded."""

    key = ("school_id", "qualification_id", "year_id")
    kind = "approvals"

    school = fields.Field("school_id", "school_code", widgets.Known("school", "Load the school first."))
    qualification = fields.Field(
        "qualification_id", "certificate_code", widgets.Known("certificate", "Load the certificate first.")
    )
    year = fields.Field("year_id", "year", widgets.Known("year", "Publish the rules of that year first."))
    provider = fields.Field(
        "provider_id", "provider_code", widgets.Known("provider", "Load the provider first.", empty=None)
    )
    decided_by = fields.Field("decided_by", "decided_by", widgets.text())
    decided_on = fields.Field("decided_on", "decided_on", widgets.day())

    class Meta(RegisterResource.Meta):
        model = HigherLevelApproval
        fields = ("school", "qualification", "year", "provider", "decided_by", "decided_on")
        use_bulk = False

    def known(self) -> dict[str, dict[str, int]]:
        return {
            "school": keys_by(School.objects.all(), "code"),
            "qualification": keys_by(Qualification.objects.all(), "code"),
            "year": {str(year): year for year in EnrolmentYear.objects.values_list("pk", flat=True)},
            "provider": keys_by(Provider.objects.all(), "code"),
        }


class MembershipResource(RegisterResource):
    """What a person may do for a school, from one day to another. People themselves are made in the site."""

    key = ("user_id", "school_id", "role", "from_date")
    kind = "memberships"

    user = fields.Field("user_id", "username", widgets.Known("user", "Create the user first."))
    school = fields.Field("school_id", "school_code", widgets.Known("school", "Load the school first."))
    role = fields.Field("role", "role", widgets.choice(_ROLES))
    from_date = fields.Field("from_date", "from_date", widgets.day())
    until_date = fields.Field("until_date", "until_date", widgets.day(empty=None))

    class Meta(RegisterResource.Meta):
        model = SchoolMembership
        fields = ("user", "school", "role", "from_date", "until_date")

    def known(self) -> dict[str, dict[str, int]]:
        return {
            "user": keys_by(User.objects.all(), "username"),
            "school": keys_by(School.objects.all(), "code"),
        }


PROVIDERS = RegisterFile(
    "providers",
    (Shape(("provider_code", "name", "is_tafe_network"), ("school_code",)),),
    (ProviderResource,),
)
APPROVALS = RegisterFile(
    "approvals",
    (Shape(("school_code", "certificate_code", "year", "decided_by", "decided_on"), ("provider_code",)),),
    (ApprovalResource,),
)
MEMBERSHIPS = RegisterFile(
    "memberships",
    (Shape(("username", "school_code", "role", "from_date"), ("until_date",)),),
    (MembershipResource,),
)
