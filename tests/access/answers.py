"""What came back: its text, also of downloads, and its text without what differs between two askings."""

import io
import re
import zipfile
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from django.http import HttpResponseBase

_TOKEN = re.compile(r"""(csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+\"""")


class Answer(NamedTuple):
    """One response: status, where it sends the person, and everything that can be read in it."""

    status: int
    location: str
    text: str

    def told_apart_from(self, path: str) -> tuple[int, str, str]:
        """The answer without the address that was asked for and without tokens."""
        return self.status, _without(path, self.location), _without(path, _TOKEN.sub("", self.text))


def read(response: HttpResponseBase) -> Answer:
    """Read a response to its end, files included."""
    content = response.getvalue() if response.streaming else response.content
    text = _unpacked(content) if content.startswith(b"PK") else _plain(content)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items() if name != "Content-Length")
    return Answer(response.status_code, response.get("Location", ""), f"{headers}\n{text}")


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def _plain(content: bytes) -> str:
    """Text; of a PDF what lies open in it, its title and author among that."""
    return content.decode(errors="replace" if content.startswith(b"%PDF") else "strict")


def _without(path: str, text: str) -> str:
    for written in {path, escape(path), quote(path), quote(path, safe="")}:
        text = text.replace(written, "(the address)")
    return text
