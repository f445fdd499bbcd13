// table.results: what the grid of results needs besides grid.js.
// Says how many cells differ from what is stored, and fills a row to the right from the cell last visited:
// [data-fill-row] in the heading of the row, or Ctrl+R in the cell. Ctrl+Enter saves.
(() => {
  const CELLS = "td > input";
  let lastCell = null;

  const gridOf = (node) => node.closest?.("table[data-count-changes]");
  const isChanged = (cell) => cell.value.trim().toUpperCase() !== cell.dataset.seen;

  function tell(grid) {
    const cells = [...grid.querySelectorAll(CELLS)];
    const changed = cells.filter(isChanged);
    for (const cell of cells) cell.parentElement.toggleAttribute("data-changed", isChanged(cell));
    const removed = changed.filter((cell) => !cell.value.trim()).length;
    const status = grid.closest("form").querySelector("[data-changes]");
    const words = changed.length === 1 ? "1 cell changed" : `${changed.length} cells changed`;
    const removal = removed ? `, ${removed} of them removed` : "";
    status.textContent = changed.length ? `${words}${removal}, not saved yet` : "";
  }

  function fillRow(cell) {
    const row = [...cell.closest("tr").querySelectorAll(CELLS)];
    const rest = row.slice(row.indexOf(cell) + 1);
    // grid.js writes them as one step that Ctrl+Z takes back.
    gridOf(cell).dispatchEvent(
      new CustomEvent("grid:fill", { bubbles: true, detail: rest.map((target) => [target, cell.value]) }),
    );
  }

  document.addEventListener("input", (event) => {
    if (gridOf(event.target)) tell(gridOf(event.target));
  });

  document.addEventListener("focusin", (event) => {
    if (gridOf(event.target) && event.target.matches(CELLS)) lastCell = event.target;
  });

  const COMMANDS = {
    r: fillRow,
    enter: (cell) => cell.form.requestSubmit(),
  };

  document.addEventListener("keydown", (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const run = isCommand ? COMMANDS[event.key.toLowerCase()] : null;
    if (!run || !gridOf(event.target) || !event.target.matches(CELLS)) return;
    event.preventDefault();
    run(event.target);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill-row]");
    if (!button) return;
    const cells = [...button.closest("tr").querySelectorAll(CELLS)];
    const start = cells.includes(lastCell) ? lastCell : cells[0];
    if (start) fillRow(start);
  });

  for (const grid of document.querySelectorAll("table[data-count-changes]")) {
    grid.querySelectorAll("[data-fill-row]").forEach((button) => (button.hidden = false));
    tell(grid);
  }
})();
