"""XML read as a stream of events. Document types and entities have been refused before (see archive)."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from vetportal.files.problems import unreadable

_MOST_TAGS = 100_000

Attributes = dict[str, str]


def local(name: str) -> str:
    """The name without its namespace prefix."""
    return name.rpartition(":")[2]


def parser_for(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Any:
    """An expat parser with these handlers."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    return parser


def run(parser: Any, part: bytes) -> None:
    """Parse a whole part. Raises FileRefused (file_unreadable) when it is not well formed."""
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        raise unreadable("a part of it is damaged") from error


def elements(part: bytes, *wanted: str) -> list[tuple[str, Attributes]]:
    """The elements with these local names, in order.

    Raises FileRefused (file_unreadable) also for a part far larger than a list of sheets or relations is.
    """
    if part.count(b"<") > _MOST_TAGS:
        raise unreadable("its list of contents is too long")
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) in wanted:
            found.append((local(name), attributes))

    run(parser_for(start), part)
    return found
