"""Addresses of funding, payments and the year's rules."""

from django.urls import path

from funding.views import (
    changes,
    department,
    payments,
    planner,
    preview,
    rule_catalogue,
    runs,
    scenario_entry,
    scenarios,
    school,
    school_outcomes,
    school_payments,
    traces,
    year_edit,
    years,
)

app_name = "funding"
_SCHOOL = "school/<str:school_code>"
urlpatterns = [
    path(f"{_SCHOOL}/", school.today, name="school-today"),
    path(f"{_SCHOOL}/funding/", school.funding, name="school-funding"),
    path(f"{_SCHOOL}/funding/changes/", changes.school_changes, name="school-changes"),
    path(f"{_SCHOOL}/funding/trace/", traces.school_trace, name="school-trace"),
    path(f"{_SCHOOL}/planner/", planner.planner, name="school-planner"),
    path(f"{_SCHOOL}/funding/enrolments/", school_outcomes.outcomes, name="school-outcomes"),
    path(f"{_SCHOOL}/payments/", school_payments.payments, name="school-payments"),
    path(f"{_SCHOOL}/payments/statement/", school_payments.statement, name="school-statement"),
    path(f"{_SCHOOL}/students/<int:pk>/funding-answer/", preview.enrolment_preview, name="enrolment-preview"),
    path("department/", department.today, name="department-today"),
    path("department/runs/", runs.run_list, name="runs"),
    path("department/runs/freeze/", runs.freeze, name="freeze"),
    path("department/runs/calculate/", runs.calculate, name="run-calculate"),
    path("department/runs/<int:pk>/", runs.run_page, name="run"),
    path("department/runs/<int:pk>/changes/", changes.run_changes, name="run-changes"),
    path("department/runs/<int:pk>/trace/", traces.run_trace, name="run-trace"),
    path("department/runs/<int:pk>/release/", runs.release, name="run-release"),
    path("department/scenarios/", scenarios.scenario_list, name="scenarios"),
    path("department/scenarios/new/", scenario_entry.scenario_new, name="scenario-new"),
    path("department/scenarios/compare/", scenarios.scenario_compare, name="scenario-compare"),
    path("department/scenarios/<int:pk>/", scenarios.scenario_page, name="scenario"),
    path("department/scenarios/<int:pk>.<str:form>", scenarios.scenario_export, name="scenario-export"),
    path("department/scenarios/<int:pk>/again/", scenarios.scenario_again, name="scenario-again"),
    path("department/scenarios/<int:pk>/remove/", scenarios.scenario_remove, name="scenario-remove"),
    path("department/payments/", payments.payments, name="payments"),
    path("department/payments/<int:year>.<str:form>", payments.export, name="payments-export"),
    path("rules/", rule_catalogue.rules, name="rules"),
    path("years/", years.year_list, name="years"),
    path("years/draft/", years.year_draft, name="year-draft"),
    path("years/<int:pk>/", years.year_page, name="year"),
    path("years/<int:pk>/edit/", year_edit.year_edit, name="year-edit"),
    path("years/<int:pk>/edit/<slug:section>/", year_edit.year_section, name="year-section"),
    path("years/<int:pk>/publish/", years.year_publish, name="year-publish"),
]
