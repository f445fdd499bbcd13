"""Reading what a page sent, where no form does."""

from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

_LONGEST = 9


def whole_number(text: str) -> int:
    """A whole number as it was sent; 0, which no record has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else 0


def version(request: HttpRequest) -> int:
    """The version of the record that the person looked at."""
    return whole_number(request.POST.get("version", ""))


def kept(data: QueryDict, *, names: Iterable[str], prefixes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Everything sent under these names, to carry it through a page in hidden fields."""
    wanted = set(names)
    return [
        (name, value)
        for name, values in data.lists()
        if name in wanted or (prefixes and name.startswith(prefixes))
        for value in values
    ]
