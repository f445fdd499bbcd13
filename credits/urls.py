"""Addresses of results, credit records and credit schemes."""

from django.urls import path

from credits.views import (
    completions,
    evidence,
    files,
    lists,
    records,
    results,
    scheme_drafts,
    scheme_publishing,
    scheme_try,
    schemes,
    state,
    student_results,
    units,
    what_if,
)

app_name = "credits"
_SCHOOL = "school/<str:school_code>"
_RESULTS = f"{_SCHOOL}/results"

_results = [
    path(f"{_RESULTS}/", results.results, name="results"),
    path(f"{_RESULTS}/class/", results.results_class, name="results-class"),
    path(f"{_RESULTS}/class/save/", results.results_save, name="results-save"),
    path(f"{_RESULTS}/class/completed/", completions.completions, name="completions"),
    path(f"{_RESULTS}/class/completed/save/", completions.completions_save, name="completions-save"),
    path(f"{_RESULTS}/files/", files.result_uploads, name="result-uploads"),
    path(f"{_RESULTS}/files/add/", files.result_upload_add, name="result-upload-add"),
    path(f"{_RESULTS}/files/template/", files.result_upload_template, name="result-upload-template"),
    path(f"{_RESULTS}/files/<int:pk>/", files.result_upload, name="result-upload"),
    path(f"{_RESULTS}/files/<int:pk>/take/", files.result_upload_take, name="result-upload-take"),
    path(f"{_RESULTS}/files/<int:pk>/drop/", files.result_upload_drop, name="result-upload-drop"),
    path(f"{_RESULTS}/<int:pk>/", student_results.result, name="result"),
    path(f"{_RESULTS}/<int:pk>/remove/", student_results.result_remove, name="result-remove"),
    path(f"{_RESULTS}/<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path(f"{_SCHOOL}/students/<int:pk>/results/", student_results.student_results, name="student-results"),
    path(f"{_SCHOOL}/students/<int:pk>/results/add/", student_results.result_add, name="result-add"),
]
_records = [
    path(f"{_SCHOOL}/students/<int:pk>/credits/", records.record, name="record"),
    path(f"{_SCHOOL}/students/<int:pk>/credits/statement/", records.record_pdf, name="record-pdf"),
    path(f"{_SCHOOL}/students/<int:pk>/what-if/", what_if.what_if, name="what-if"),
    path(f"{_SCHOOL}/credits/", lists.school_credits, name="credits"),
    path("credits/", state.state, name="state"),
]
_SCHEMES = "credit-schemes"
_schemes = [
    path(f"{_SCHEMES}/", schemes.schemes, name="schemes"),
    path(f"{_SCHEMES}/add/", scheme_drafts.scheme_add, name="scheme-add"),
    path(f"{_SCHEMES}/<int:pk>/", schemes.scheme, name="scheme"),
    path(f"{_SCHEMES}/<int:pk>/file/", schemes.scheme_file, name="scheme-file"),
    path(f"{_SCHEMES}/<int:pk>/edit/", scheme_drafts.scheme_edit, name="scheme-edit"),
    path(f"{_SCHEMES}/<int:pk>/drop/", scheme_drafts.scheme_drop, name="scheme-drop"),
    path(f"{_SCHEMES}/<int:pk>/try/", scheme_try.scheme_try, name="scheme-try"),
    path(f"{_SCHEMES}/<int:pk>/publish/", scheme_publishing.scheme_publish, name="scheme-publish"),
    path("units/", units.unit_search, name="units"),
    path("units/<str:code>/", units.unit_credit, name="unit-credit"),
    path("units/<str:code>/rulings/add/", units.ruling_add, name="ruling-add"),
]
urlpatterns: list = [*_results, *_records, *_schemes]
