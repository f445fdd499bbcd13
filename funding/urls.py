"""Addresses of funding, payments and the year's rules."""

from django.urls import path

from funding.views import department, payments, runs, years

app_name = "funding"
urlpatterns = [
    path("department/", department.today, name="department-today"),
    path("department/runs/", runs.run_list, name="runs"),
    path("department/runs/freeze/", runs.freeze, name="freeze"),
    path("department/runs/calculate/", runs.calculate, name="run-calculate"),
    path("department/runs/<int:pk>/", runs.run_page, name="run"),
    path("department/runs/<int:pk>/release/", runs.release, name="run-release"),
    path("department/payments/", payments.payments, name="payments"),
    path("department/payments/<int:year>.<str:form>", payments.export, name="payments-export"),
    path("years/", years.year_list, name="years"),
    path("years/draft/", years.year_draft, name="year-draft"),
    path("years/<int:pk>/", years.year_page, name="year"),
    path("years/<int:pk>/edit/", years.year_edit, name="year-edit"),
    path("years/<int:pk>/publish/", years.year_publish, name="year-publish"),
]
