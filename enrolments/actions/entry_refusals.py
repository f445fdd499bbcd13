"""What entering answers when it will not save: the field it is about, or what is stored by now."""

from django.db import models

from enrolments.actions.refusals import Conflict, Refused


class FieldRefused(Refused):
    """One field cannot be saved as it stands; `existing` is the record that stands in the way, if any."""

    def __init__(self, field: str, code: str, sentence: str, existing: models.Model | None = None) -> None:
        super().__init__(sentence)
        self.field, self.code, self.existing = field, code, existing


class StaleEntry(Conflict):
    """The record was changed since the page was opened; `current` is how it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(
            "Somebody else changed this record while you had it open. Nothing of yours was saved. Compare "
            "what is stored now with what you typed, then save again."
        )
        self.current = current
