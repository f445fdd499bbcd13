"""Entry without a mouse: the grid, the picker, the error summary, and the warning before leaving."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

ROW = '<tr><th scope="row">Unit {n}</th><td><input type="checkbox"></td><td><input value="{hours}"></td></tr>'
GRID = (
    '<table class="grid-entry"><thead><tr><th>Unit</th><th>Chosen</th>'
    '<th>Hours <button type="button" data-fill-down hidden>Fill down</button></th></tr></thead><tbody>'
    + "".join(ROW.format(n=n, hours=10 * n) for n in (1, 2, 3))
    + "</tbody></table>"
)
NAMES = ("Brown, Ava", "Brown, Bea", "Nguyễn, Minh")
PICKER = (
    '<form data-guard><div data-picker data-picker-noun="student"><ul class="picker-list">'
    + "".join(f'<li><label><input type="checkbox" value="{name}"> {name}</label></li>' for name in NAMES)
    + '</ul></div></form><a href="#elsewhere">Elsewhere</a>'
)
ERRORS = (
    '<div class="error-summary" role="alert" tabindex="-1">'
    '<a href="#id_hours">Hours: write a number</a></div>'
    '<div class="field"><label for="id_hours">Hours</label><input id="id_hours"></div>'
)


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


def show(page: Page, content: str, *scripts: str) -> None:
    page.goto("about:blank")
    page.set_content(content)
    for script in scripts:
        page.add_script_tag(path=settings.BASE_DIR / "static" / "js" / f"{script}.js")


def hours(page: Page) -> list[str]:
    return [box.input_value() for box in page.locator("input:not([type=checkbox])").all()]


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.closest('tr, li')?.innerText.trim().split('\\t')[0]")


def test_enter_and_arrows_move_between_cells(page):
    show(page, GRID, "grid")
    page.locator("td input").nth(1).focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Unit 2"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Unit 3"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.locator("[type=checkbox]").nth(1)).to_be_checked()


def test_after_the_last_row_entry_goes_on_in_the_next_column(page):
    show(page, GRID, "grid")
    page.locator("[type=checkbox]").nth(2).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("77")
    assert hours(page) == ["77", "20", "30"]


def test_an_arrow_moves_in_the_text_while_it_is_typed(page):
    show(page, GRID, "grid")
    page.locator("td input").nth(1).focus()
    page.keyboard.type("13")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("2")
    assert "123" in hours(page)[0]


def test_a_value_is_filled_down_and_taken_back(page):
    show(page, GRID, "grid")
    page.locator("td input").nth(1).focus()
    page.keyboard.press("Control+d")
    assert hours(page) == ["10", "10", "10"]
    expect(page.get_by_role("status")).to_have_text("2 cells filled. Ctrl+Z takes it back.")
    page.keyboard.press("Control+z")
    assert hours(page) == ["10", "20", "30"]


def test_ticks_are_filled_down_too(page):
    show(page, GRID, "grid")
    page.locator("[type=checkbox]").first.check()
    page.keyboard.press("Control+d")
    assert [box.is_checked() for box in page.locator("[type=checkbox]").all()] == [True, True, True]


def test_the_button_fills_from_the_cell_last_visited(page):
    show(page, GRID, "grid")
    page.locator("td input").nth(3).focus()
    page.get_by_role("button", name="Fill down").click()
    assert hours(page) == ["10", "20", "20"]


def test_a_pasted_column_fills_the_cells_below(page):
    show(page, GRID, "grid")
    page.locator("td input").nth(1).evaluate(
        """cell => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "5\\r\\n6\\r\\n7\\r\\n");
            const how = { clipboardData, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    assert hours(page) == ["5", "6", "7"]


def test_typing_narrows_the_list_and_enter_ticks_the_only_one_left(page):
    show(page, PICKER, "picker")
    search = page.get_by_role("searchbox", name="Find a student")
    search.fill("nguyen")
    expect(page.get_by_role("status")).to_have_text("0 chosen · 1 of 3 shown")
    search.press("Enter")
    expect(page.get_by_label("Nguyễn, Minh")).to_be_checked()
    expect(search).to_have_value("")
    expect(page.get_by_role("status")).to_have_text("1 chosen of 3")


def test_all_shown_are_ticked_and_no_others(page):
    show(page, PICKER, "picker")
    page.get_by_role("searchbox").fill("brown")
    page.get_by_role("button", name="Tick all shown").click()
    expect(page.get_by_role("status")).to_have_text("2 chosen · 2 of 3 shown")
    expect(page.get_by_label("Nguyễn, Minh", exact=False)).not_to_be_checked()


def test_arrows_move_in_the_list_and_space_ticks(page):
    show(page, PICKER, "picker")
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_label("Brown, Bea")).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page):
    show(page, ERRORS, "errors")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link").click()
    expect(page.get_by_label("Hours")).to_be_focused()


@pytest.mark.parametrize("is_edited", [True, False])
def test_leaving_with_unsaved_entries_is_asked_first(page, is_edited):
    show(page, PICKER, "picker", "leave")
    page.get_by_role("searchbox").fill("brown")  # looking is no entry
    if is_edited:
        page.get_by_label("Brown, Ava").check()
    stopped = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(stopped) is is_edited


def test_one_press_ticks_every_return_that_is_shown_and_one_more_none(page):
    boxes = "".join(f'<input type="checkbox" form="all" aria-label="Approve {name}">' for name in NAMES)
    tick = '<button type="button" data-tick-all data-tick-none="Untick all" hidden>Tick all 3 shown</button>'
    show(page, f'<form id="all">{tick}</form>{boxes}', "ticks")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Tick all 3 shown").click()
    assert page.locator("input:checked").count() == len(NAMES)
    page.get_by_role("button", name="Untick all").click()
    assert page.locator("input:checked").count() == 0
