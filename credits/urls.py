"""Addresses of results, credit records and credit schemes."""

app_name = "credits"
_SCHOOL = "school/<str:school_code>"
urlpatterns: list = []
