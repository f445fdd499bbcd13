"""What the journeys do on pages, in the words of those who sit in front of them."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import browser

WIDE, PHONE = 1440, 360
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
_MONEY = re.compile(r"([+−]?)\$([0-9][0-9,]*)\.([0-9]{2})")


def inspect(page: Page, name: str = "", *, status: int = 200) -> None:
    """On a wide screen and on a phone: axe finds nothing, and nothing sticks out sideways.

    With JOURNEY_PICTURES=<folder> in the environment, a named page leaves its picture in both widths.
    """
    page.wait_for_load_state()
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        browser.assert_accessible(page, status=status)
        browser.assert_fits(page)
        if PICTURES and name:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def heading(page: Page, text: str) -> None:
    """The page with this main heading is there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def go(page: Page, link: str) -> None:
    """Follow a link of the main navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=link, exact=True).click()


def press(page: Page, button: str) -> None:
    """Press the button with this name."""
    page.get_by_role("button", name=button, exact=True).click()


def cents(text: str) -> int:
    """The one sum of money in a text, in cents."""
    found = _MONEY.findall(text)
    assert len(found) == 1, f"{text!r} holds {len(found)} sums of money"
    sign, whole, rest = found[0]
    return (-1 if sign == "−" else 1) * (int(whole.replace(",", "")) * 100 + int(rest))


def row(table: Locator, title: str) -> Locator:
    """The row of a table that begins with these words."""
    return table.get_by_role("row").filter(has=table.page.get_by_role("rowheader", name=title, exact=True))


def describe_student(page: Page, *, number: str, family: str, given: str, born: str) -> None:
    """Fill in the form of a student."""
    page.get_by_label("Student number").fill(number)
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Given names").fill(given)
    page.get_by_label("Date of birth").fill(born)


def describe_study(page: Page, *, provider: str = "Wattle Institute of TAFE (3075)") -> None:
    """Choose how a certificate is studied."""
    page.get_by_label("Senior certificate").select_option("VCE")
    page.get_by_label("Delivery").select_option("Purchased from a TAFE or RTO")
    page.get_by_label("Provider").select_option(provider)
