"""Who may do what: a role is a set of permissions, written down in one place."""

from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    """One thing a person may do. Every page names the one it needs."""

    SCHOOL_VIEW = "SCHOOL_VIEW"
    ENROLMENT_EDIT = "ENROLMENT_EDIT"
    RETURN_CERTIFY = "RETURN_CERTIFY"
    EXTENSION_REQUEST = "EXTENSION_REQUEST"
    STATE_VIEW = "STATE_VIEW"
    RETURN_APPROVE = "RETURN_APPROVE"
    EXTENSION_GRANT = "EXTENSION_GRANT"
    APPROVAL_RECORD = "APPROVAL_RECORD"
    CENSUS_FREEZE = "CENSUS_FREEZE"
    RUN_CALCULATE = "RUN_CALCULATE"
    RUN_RELEASE = "RUN_RELEASE"
    PAYMENT_EXPORT = "PAYMENT_EXPORT"
    PAYMENT_SEND = "PAYMENT_SEND"
    PAYMENT_CONFIRM = "PAYMENT_CONFIRM"
    CORRECTION_PROPOSE = "CORRECTION_PROPOSE"
    CORRECTION_DECIDE = "CORRECTION_DECIDE"
    ADJUSTMENT_ENTER = "ADJUSTMENT_ENTER"
    ADJUSTMENT_DECIDE = "ADJUSTMENT_DECIDE"
    YEAR_DRAFT = "YEAR_DRAFT"
    YEAR_PUBLISH = "YEAR_PUBLISH"
    REGISTER_EDIT = "REGISTER_EDIT"
    RESULT_ENTER = "RESULT_ENTER"
    CREDIT_RULE_DRAFT = "CREDIT_RULE_DRAFT"
    CREDIT_RULE_PUBLISH = "CREDIT_RULE_PUBLISH"
    MAPPING_EDIT = "MAPPING_EDIT"
    MAPPING_APPROVE = "MAPPING_APPROVE"


class SchoolRole(TextChoices):
    """What a person does at a school, by a dated membership."""

    VIEWER = "VIEWER", "Viewer"
    EDITOR = "EDITOR", "VET coordinator"
    PRINCIPAL = "PRINCIPAL", "Principal"


class DepartmentRole(TextChoices):
    """What a person does for the whole state."""

    OFFICER = "OFFICER", "Department officer"
    MANAGER = "MANAGER", "Department manager"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


_SCHOOL = {
    SchoolRole.VIEWER: {Permission.SCHOOL_VIEW},
    SchoolRole.EDITOR: {
        Permission.SCHOOL_VIEW,
        Permission.ENROLMENT_EDIT,
        Permission.EXTENSION_REQUEST,
        Permission.RESULT_ENTER,
    },
    SchoolRole.PRINCIPAL: {Permission.SCHOOL_VIEW, Permission.RETURN_CERTIFY, Permission.EXTENSION_REQUEST},
}
_DEPARTMENT = {
    DepartmentRole.OFFICER: {
        Permission.STATE_VIEW,
        Permission.SCHOOL_VIEW,
        Permission.RETURN_APPROVE,
        Permission.EXTENSION_GRANT,
        Permission.APPROVAL_RECORD,
        Permission.CENSUS_FREEZE,
        Permission.RUN_CALCULATE,
        Permission.PAYMENT_EXPORT,
        Permission.PAYMENT_CONFIRM,
        Permission.CORRECTION_PROPOSE,
        Permission.CORRECTION_DECIDE,
        Permission.ADJUSTMENT_ENTER,
        Permission.ADJUSTMENT_DECIDE,
        Permission.MAPPING_EDIT,
        Permission.MAPPING_APPROVE,
    },
    DepartmentRole.MANAGER: {
        Permission.STATE_VIEW,
        Permission.SCHOOL_VIEW,
        Permission.EXTENSION_GRANT,
        Permission.RUN_RELEASE,
        Permission.PAYMENT_EXPORT,
        Permission.PAYMENT_SEND,
        Permission.PAYMENT_CONFIRM,
        Permission.CORRECTION_DECIDE,
        Permission.ADJUSTMENT_DECIDE,
        Permission.MAPPING_APPROVE,
    },
    DepartmentRole.ADMINISTRATOR: {
        Permission.STATE_VIEW,
        Permission.SCHOOL_VIEW,
        Permission.YEAR_DRAFT,
        Permission.YEAR_PUBLISH,
        Permission.REGISTER_EDIT,
        Permission.APPROVAL_RECORD,
        Permission.CREDIT_RULE_DRAFT,
        Permission.CREDIT_RULE_PUBLISH,
    },
}


def school_permissions(role: str) -> frozenset[Permission]:
    """What a school role allows at that school."""
    return frozenset(_SCHOOL.get(SchoolRole(role), ()))


def department_permissions(role: str) -> frozenset[Permission]:
    """What a department role allows; an empty role allows nothing."""
    return frozenset(_DEPARTMENT[DepartmentRole(role)]) if role else frozenset()
