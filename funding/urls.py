"""Addresses of funding, payments and the year's rules."""

from django.urls import path

from funding.views import department, payments, runs

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
]
