"""A ruling on the level of a unit as a form."""

from typing import Any

from django import forms

from credits.forms import scheme_fields as fields


class RulingForm(fields.DraftForm):
    """The level that the authority decided on, why, and where that is written."""

    level = forms.TypedChoiceField(
        label="Level",
        choices=[("", "Choose"), *[(each, f"Level {each}") for each in range(1, 5)]],
        coerce=int,
    )
    reason = fields.line(
        "Reason", 300, size=60, required=True, help_text="What the authority decided and why."
    )
    source = fields.line(
        "Source", 300, size=60, required=True, help_text="Who decided, and where it is written."
    )
    from_date = fields.day("First day", help_text="Of results it holds for. Empty: from the beginning.")
    until_date = fields.day("Last day", help_text="Empty while it lasts.")

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and first > last:
            self.add_error("until_date", "The last day must not be before the first.")
        return cleaned
