"""Addresses of micro-credentials, stacking, credit mappings and pathways."""

app_name = "pathways"
_SCHOOL = "school/<str:school_code>"
urlpatterns: list = []
