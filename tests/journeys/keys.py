"""A person at the keyboard: every press counts, and whatever has the focus must show it."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

# How each element looks without the focus is noted when the page is there; most rules draw an outline on the
# element itself, a grid on its cell.
_NOTE = """() => {
  const drawn = (node) => {
    const style = getComputedStyle(node);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join("|");
  };
  window.drawnBefore = new WeakMap();
  for (const node of document.querySelectorAll("*")) {
    if (!node.matches(":focus-within")) window.drawnBefore.set(node, drawn(node));
  }
}"""
_FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const drawn = (each) => {
    const style = getComputedStyle(each);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join("|");
  };
  const isMarked = (each) => {
    const before = window.drawnBefore?.get(each);
    if (before !== undefined) return drawn(each) !== before;
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const box = node.getBoundingClientRect();
  window.stops ??= [];
  if (!window.stops.includes(node)) window.stops.push(node);
  return {
    stop: window.stops.indexOf(node),
    isMarked: [node, node.closest("td, th, li, label")].filter(Boolean).some(isMarked),
    isOnScreen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
    name: node.outerHTML.slice(0, 120),
  };
}"""


@dataclass
class Keyboard:
    """The keys pressed on a page so far."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def arrive(self) -> None:
        """Note how the page is drawn before anything has the focus."""
        self.page.wait_for_load_state()
        self.page.evaluate(_NOTE)

    def press(self, *keys: str) -> None:
        """Press keys; after each the focus can be seen."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)
            self.check()

    def send(self, key: str) -> None:
        """Press the key that opens the next page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.pressed.append(key)
        self.arrive()

    def check(self) -> dict | None:
        """What has the focus; it is drawn differently and stands on the screen."""
        focused = self.page.evaluate(_FOCUSED)
        assert focused is None or focused["isMarked"], f"no visible focus on {focused['name']}"
        assert focused is None or focused["isOnScreen"], f"the focus is out of sight on {focused['name']}"
        return focused


def walk_through(page: Page, *, most: int = 400) -> int:
    """Tab from the top of a page to its end: no trap, every stop seen. Answers with their number."""
    keyboard = Keyboard(page)
    keyboard.arrive()
    page.evaluate("document.activeElement.blur()")
    stops: list[int] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = keyboard.check()
        if focused is None or (focused["stop"] == 0 and stops):
            return len(set(stops))
        stops.append(focused["stop"])
        assert stops.count(stops[-1]) == 1, f"the focus goes in a circle at {focused['name']}"
    raise AssertionError(f"{page.url} has more than {most} stops, or a trap")
