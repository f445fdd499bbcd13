"""Opening the demonstration's pages as each of its people, by following the links that they see."""

from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from vetportal.accounts.models import User
from vetportal.demo.people import LOGINS

# Pages of one kind that are opened for one person: enough to meet different states.
PAGES_OF_A_KIND = 3


class Visit(NamedTuple):
    """One page opened by one person, and the page whose link led there."""

    username: str
    url: str
    status: int
    found_on: str


class _Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "link": "href", "script": "src", "img": "src"}.get(tag)
        self.urls += [value for name, value in attributes if name == wanted and value]


def visits() -> Iterator[Visit]:
    """Every page that the printed log-ins can reach by links, a few of each kind, and the sign-in page."""
    yield from _follow("", Client(), "/sign-in/")
    for login in LOGINS:
        client = Client()
        client.force_login(User.objects.get(username=login.username))
        yield from _follow(login.username, client, "/")


def _follow(username: str, client: Client, start: str) -> Iterator[Visit]:
    waiting, known, opened = deque([(start, "")]), {start}, Counter()
    while waiting:
        url, found_on = waiting.popleft()
        kind = _kind(url)
        if opened[kind] >= PAGES_OF_A_KIND:
            continue
        opened[kind] += 1
        response = client.get(url, follow=True)
        yield Visit(username, url, response.status_code, found_on)
        for link in _links(response, url):
            if link not in known:
                known.add(link)
                waiting.append((link, url))


def _kind(url: str) -> str:
    """Pages of one name are of a kind, narrowed or sorted ones another; what nothing answers is its own."""
    path, query = urlsplit(url).path, urlsplit(url).query
    try:
        match = resolve(path)
    except Resolver404:
        return path
    if match.url_name is None:
        return path
    return f"{match.view_name}?" if query else match.view_name


def _links(response: HttpResponseBase, url: str) -> list[str]:
    if response.streaming:
        for _ in response.streaming_content:  # a download is read to its end
            pass
        return []
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    parser = _Links()
    parser.feed(response.content.decode())
    here = response.request["PATH_INFO"]
    local = (urldefrag(urljoin(here, link)).url for link in parser.urls if not link.startswith("#"))
    return [link for link in dict.fromkeys(local) if link.startswith("/") and not link.startswith("//")]
