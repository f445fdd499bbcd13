"""Addresses of agreements, the VET policy, the use of funding and charges to parents."""

from django.urls import path

from obligations.views import acquittals, agreements, charges, department, policies

app_name = "obligations"
_SCHOOL = "school/<str:school_code>"
urlpatterns = [
    path(f"{_SCHOOL}/agreements/", agreements.agreements, name="agreements"),
    path(f"{_SCHOOL}/agreements/add/", agreements.agreement_add, name="agreement-add"),
    path(f"{_SCHOOL}/agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path(f"{_SCHOOL}/agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path(f"{_SCHOOL}/agreements/<int:pk>/remove/", agreements.agreement_remove, name="agreement-remove"),
    path(f"{_SCHOOL}/agreements/<int:pk>/file/", agreements.agreement_file, name="agreement-file"),
    path(f"{_SCHOOL}/policy/", policies.policy, name="policy"),
    path(f"{_SCHOOL}/policy/edit/", policies.policy_edit, name="policy-edit"),
    path(f"{_SCHOOL}/policy/<int:pk>/file/", policies.policy_file, name="policy-file"),
    path(f"{_SCHOOL}/use-of-funding/", acquittals.acquittal, name="acquittal"),
    path(f"{_SCHOOL}/use-of-funding/edit/", acquittals.acquittal_edit, name="acquittal-edit"),
    path(f"{_SCHOOL}/use-of-funding/certify/", acquittals.acquittal_certify, name="acquittal-certify"),
    path(f"{_SCHOOL}/charges/", charges.charges, name="charges"),
    path(f"{_SCHOOL}/charges/add/", charges.charge_add, name="charge-add"),
    path(f"{_SCHOOL}/charges/<int:pk>/remove/", charges.charge_remove, name="charge-remove"),
    path("department/agreements/", department.agreements, name="state"),
]
