"""Anybody can open the sign-in page, on a phone and on a wide screen, and read what went wrong."""

import pytest
from playwright.sync_api import expect

from tests import browser


@pytest.mark.parametrize("width", [360, 1440])
def test_the_sign_in_page_is_accessible_and_fits(browse, width: int) -> None:
    page = browse(width=width)
    page.goto("/sign-in/")
    browser.assert_accessible(page)
    browser.assert_fits(page)


def test_a_wrong_password_is_answered_in_words(browse) -> None:
    page = browse()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("nobody.example")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("password")
    browser.assert_accessible(page)
