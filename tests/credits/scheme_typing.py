"""What a browser would send of the edit page of a scheme as it stands."""

from credits.forms.scheme_draft import DraftForms
from credits.models import CreditScheme


def typed_of(scheme: CreditScheme, **changes: object) -> dict[str, object]:
    """Every field as the page shows it, with changes."""
    shown = DraftForms(CreditScheme.objects.get(pk=scheme.pk))
    data: dict[str, object] = {}
    for form in (shown.form, *(row for rows in shown.formsets for row in rows)):
        for field in form:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = "on" if value is True else value
    for rows in shown.formsets:
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"):
            data[f"{rows.prefix}-{name}"] = rows.management_form[name].value()
    return data | changes
