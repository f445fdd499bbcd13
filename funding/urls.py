"""Addresses of funding, payments and the year's rules."""

app_name = "funding"
urlpatterns: list = []
