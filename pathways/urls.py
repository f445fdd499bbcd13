"""Addresses of micro-credentials, stacking, credit mappings and pathways."""

from django.urls import path

from pathways.views import (
    awards,
    mapping_steps,
    mappings,
    micro_credentials,
    stacking,
    student_pathways,
    workbench,
)
from pathways.views import map as map_views

app_name = "pathways"
_SCHOOL = "school/<str:school_code>"
_MAPPINGS = "department/credit-mappings"
_AWARDS = "department/awards"

_mappings = [
    path(f"{_MAPPINGS}/", mappings.mappings, name="mappings"),
    path(f"{_MAPPINGS}/add/", mappings.mapping_add, name="mapping-add"),
    path(f"{_MAPPINGS}/<int:pk>/", mappings.mapping, name="mapping"),
    path(f"{_MAPPINGS}/<int:pk>/edit/", mappings.mapping_edit, name="mapping-edit"),
    path(f"{_MAPPINGS}/<int:pk>/evidence/", workbench.evidence, name="mapping-evidence"),
    path(f"{_MAPPINGS}/<int:pk>/propose/", mapping_steps.propose, name="mapping-propose"),
    path(f"{_MAPPINGS}/<int:pk>/approve/", mapping_steps.approve, name="mapping-approve"),
    path(f"{_MAPPINGS}/<int:pk>/review/", mapping_steps.review, name="mapping-review"),
    path(f"{_MAPPINGS}/<int:pk>/lapse/", mapping_steps.lapse, name="mapping-lapse"),
    path(f"{_AWARDS}/", awards.awards, name="awards"),
    path(f"{_AWARDS}/add/", awards.award_add, name="award-add"),
    path(f"{_AWARDS}/<int:pk>/", awards.award, name="award"),
    path(f"{_AWARDS}/<int:pk>/edit/", awards.award_edit, name="award-edit"),
    path(f"{_AWARDS}/<int:pk>/subjects/add/", awards.subject_add, name="subject-add"),
    path(f"{_AWARDS}/subjects/<int:pk>/edit/", awards.subject_edit, name="subject-edit"),
    path(f"{_AWARDS}/providers/add/", awards.provider_add, name="provider-add"),
    path(f"{_AWARDS}/providers/<int:pk>/edit/", awards.provider_edit, name="provider-edit"),
    path(
        f"{_SCHOOL}/students/<int:pk>/pathways/", student_pathways.student_pathways, name="student-pathways"
    ),
]
_stacking = [
    path("micro-credentials/", micro_credentials.micro_credentials, name="micro-credentials"),
    path("micro-credentials/add/", micro_credentials.micro_credential_add, name="micro-credential-add"),
    path("micro-credentials/<int:pk>/", micro_credentials.micro_credential, name="micro-credential"),
    path(
        "micro-credentials/<int:pk>/edit/",
        micro_credentials.micro_credential_edit,
        name="micro-credential-edit",
    ),
    path(f"{_SCHOOL}/students/<int:pk>/stacking/", stacking.stacking, name="stacking"),
    path("map/", map_views.map_page, name="map"),
]
urlpatterns: list = [*_mappings, *_stacking]
