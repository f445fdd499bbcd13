"""Addresses of results, credit records and credit schemes."""

from django.urls import path

from credits.views import evidence, files, results, student_results

app_name = "credits"
_SCHOOL = "school/<str:school_code>"
_RESULTS = f"{_SCHOOL}/results"

_results = [
    path(f"{_RESULTS}/", results.results, name="results"),
    path(f"{_RESULTS}/class/", results.results_class, name="results-class"),
    path(f"{_RESULTS}/class/save/", results.results_save, name="results-save"),
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
urlpatterns: list = [*_results]
