"""Text as people write it: trimmed, accents composed, nothing that cannot be seen."""

import unicodedata
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

_INVISIBLE_EDGES = "\ufeff\u200b\u2060"
# Controls, line separators, lone surrogates, and the marks that turn the direction of what follows.
_REFUSED_CATEGORIES = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHOWN = 40


class Finding(NamedTuple):
    """One thing found in a form: `field` is its name, or None for the form as a whole."""

    field: str | None
    code: str
    sentence: str


def plain(value: object) -> str:
    """Trimmed text in composed form (NFC); nothing becomes an empty text."""
    text = "" if value is None else str(value).strip()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.strip(_INVISIBLE_EDGES).strip())


def shown(text: str) -> str:
    """What was typed, in quotation marks, cut where it is long."""
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"


def refused_character(text: str) -> str | None:
    """The first character that must not be stored, or None."""
    if text.isprintable():
        return None
    found = (
        each for each in text if each in _DIRECTION_MARKS or unicodedata.category(each) in _REFUSED_CATEGORIES
    )
    return next(found, None)


class LineField(forms.CharField):
    """One line of text.

    `required_as` is the code and sentence for an empty one, None where it may be empty; `longest` is None
    where another check says what is allowed.
    """

    def __init__(
        self,
        *,
        required_as: tuple[str, str] | None = None,
        longest: int | None = None,
        too_long_code: str = "text_too_long",
        **kwargs,
    ) -> None:
        super().__init__(required=required_as is not None, **kwargs)
        self.required_as, self.longest, self.too_long_code = required_as, longest, too_long_code
        self.validators = []  # Django's own sentences are replaced by those of validate()

    def to_python(self, value: object) -> str:
        return plain(value)

    def validate(self, value: str) -> None:
        if not value:
            if self.required_as:
                code, sentence = self.required_as
                raise ValidationError(sentence, code=code)
            return
        self._refuse_unseen(value)
        if self.longest and len(value) > self.longest:
            raise ValidationError(
                f"This has {len(value)} characters; the portal keeps {self.longest}. Shorten it.",
                code=self.too_long_code,
            )

    def _refuse_unseen(self, value: str) -> None:
        if (found := refused_character(value)) is not None:
            raise ValidationError(
                f"This holds a character that cannot be seen (U+{ord(found):04X}, such as a tab or a line "
                "break). Delete it, or type the text again.",
                code="control_character",
            )


class EntryForm(forms.Form):
    """A form whose warnings do not block: they are shown, and what was typed can still be saved."""

    use_required_attribute = False

    def __init__(self, data: object = None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.warnings: list[Finding] = []

    def warn(self, field: str | None, code: str, sentence: str) -> None:
        """Note something that is unusual, but allowed."""
        self.warnings.append(Finding(field, code, sentence))

    def refuse(self, field: str, code: str, sentence: str) -> None:
        """Add an error with its code to a field."""
        self.add_error(field, ValidationError(sentence, code=code))

    def findings(self) -> list[Finding]:
        """Every error of a checked form with its code and sentence, in the order of the fields."""
        return [
            Finding(None if name == "__all__" else name, error.code, next(iter(error)))
            for name, errors in self.errors.items()
            for error in errors.as_data()
        ]
