// table.grid-entry: entry by keyboard alone.
// Arrows and Enter move between cells. Ctrl+D, or a button [data-fill-down] in the heading of a column, copies a
// value down; a column pasted from a spreadsheet fills the cells below. Ctrl+Z right after it takes it back.
(() => {
  const CELLS = "input:not([type=hidden]):not(:disabled):not([readonly]), select:not(:disabled)";
  let isEdited = false; // whether something was typed since the cell was entered
  let lastCell = null;
  let lastFill = null; // { grid, before: [[cell, value], …], earlier: the fill before it }

  const gridOf = (node) => node.closest?.("table.grid-entry");
  const isBox = (cell) => cell.type === "checkbox";
  const valueOf = (cell) => (isBox(cell) ? cell.checked : cell.value);

  function rowsOf(grid) {
    return [...grid.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.hidden);
  }

  function cellAt(row, column) {
    return row?.cells[column]?.querySelector(CELLS) ?? null;
  }

  /** The editable cells of the column of `cell`, from top to bottom. */
  function columnOf(cell) {
    const column = cell.closest("td, th").cellIndex;
    return rowsOf(gridOf(cell)).map((row) => cellAt(row, column)).filter(Boolean);
  }

  function enter(cell) {
    if (!cell) return;
    cell.focus();
    if (cell.select && !isBox(cell)) cell.select();
  }

  function moveDown(cell, step) {
    const column = columnOf(cell);
    const next = column[column.indexOf(cell) + step];
    if (next) enter(next);
    else if (step > 0) enter(firstOfNextColumn(cell));
  }

  /** After the last row, entry goes on at the top of the next column. */
  function firstOfNextColumn(cell) {
    const place = cell.closest("td, th").cellIndex;
    // A row that only names a group spans all columns.
    const first = rowsOf(gridOf(cell)).find((row) => row.cells.length > place + 1);
    if (!first) return null;
    for (let column = place + 1; column < first.cells.length; column += 1) {
      if (cellAt(first, column)) return cellAt(first, column);
    }
    return null;
  }

  function moveAcross(cell, step) {
    const row = cell.closest("tr");
    for (let column = cell.closest("td, th").cellIndex + step; row.cells[column]; column += step) {
      if (cellAt(row, column)) return enter(cellAt(row, column));
    }
    return undefined;
  }

  /** Whether an arrow to the side leaves the cell: not while the caret still moves in what was typed. */
  function leavesSideways(cell, step) {
    if (isBox(cell) || cell.tagName === "SELECT" || !isEdited) return true;
    if (cell.selectionStart === null) return false;
    return step < 0 ? cell.selectionEnd === 0 : cell.selectionStart === cell.value.length;
  }

  function write(cell, value) {
    if (isBox(cell)) cell.checked = value;
    else cell.value = value;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Write many cells as one step that can be taken back; `pairs` are cells with their new values. */
  function fill(grid, pairs) {
    const changes = pairs.filter(([cell, value]) => valueOf(cell) !== value);
    const earlier = lastFill?.grid === grid ? lastFill : null;
    const before = changes.map(([cell]) => [cell, valueOf(cell)]);
    changes.forEach(([cell, value]) => write(cell, value));
    lastFill = before.length ? { grid, before, earlier } : earlier;
    say(grid, before.length ? `${count(before.length)} filled. Ctrl+Z takes it back.` : "Nothing to fill.");
  }

  function count(number) {
    return number === 1 ? "1 cell" : `${number} cells`;
  }

  function fillDown(cell) {
    const column = columnOf(cell);
    const below = column.slice(column.indexOf(cell) + 1);
    fill(gridOf(cell), below.map((target) => [target, valueOf(cell)]));
  }

  function takeBack() {
    const { grid, before, earlier } = lastFill;
    lastFill = earlier;
    before.forEach(([cell, value]) => write(cell, value));
    say(grid, `${count(before.length)} set back.`);
  }

  /** Say what happened in a line below the grid, for eyes and for screen readers. */
  function say(grid, sentence) {
    const place = grid.closest(".table-region") || grid;
    let status = place.nextElementSibling;
    if (!status?.matches(".grid-status")) {
      status = document.createElement("p");
      status.className = "grid-status";
      status.setAttribute("role", "status");
      place.after(status);
    }
    status.textContent = sentence;
  }

  function paste(event) {
    const cell = event.target.closest?.("table.grid-entry input");
    const text = event.clipboardData?.getData("text").replace(/\r/g, "").replace(/\n$/, "") ?? "";
    if (!cell || isBox(cell) || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const rows = rowsOf(gridOf(cell));
    const top = rows.indexOf(cell.closest("tr"));
    const left = cell.closest("td, th").cellIndex;
    const pairs = text.split("\n").flatMap((line, down) =>
      line.split("\t").map((value, across) => [cellAt(rows[top + down], left + across), value.trim()]),
    );
    fill(gridOf(cell), pairs.filter(([target]) => target && !isBox(target)));
  }

  const KEYS = {
    ArrowDown: (cell) => cell.tagName !== "SELECT" && [moveDown, 1],
    ArrowUp: (cell) => cell.tagName !== "SELECT" && [moveDown, -1],
    ArrowRight: (cell) => leavesSideways(cell, 1) && [moveAcross, 1],
    ArrowLeft: (cell) => leavesSideways(cell, -1) && [moveAcross, -1],
    Enter: (_cell, event) => [moveDown, event.shiftKey ? -1 : 1],
  };

  function command(event, cell) {
    const key = event.key.toLowerCase();
    if (key === "d") return () => fillDown(cell);
    if (key === "z" && lastFill?.grid === gridOf(cell)) return takeBack;
    return null;
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!gridOf(cell) || !cell.matches(CELLS) || event.isComposing || event.altKey) return;
    const run = event.ctrlKey || event.metaKey ? command(event, cell) : null;
    const move = event.ctrlKey || event.metaKey ? null : KEYS[event.key]?.(cell, event);
    if (!run && !move) return;
    event.preventDefault();
    if (run) run();
    else move[0](cell, move[1]);
  });

  document.addEventListener("focusin", (event) => {
    if (!gridOf(event.target) || !event.target.matches(CELLS)) return;
    isEdited = false;
    lastCell = event.target;
  });

  document.addEventListener("input", (event) => {
    if (!event.isTrusted || !gridOf(event.target)) return;
    isEdited = true;
    lastFill = null;
  });

  document.addEventListener("paste", paste);
  document.addEventListener("grid:fill", (event) => fill(event.target, event.detail));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill-down]");
    if (button) fillColumn(button);
    else if (event.target.closest("[data-undo-fill]") && lastFill) takeBack();
  });

  /** From the heading: the value of the cell last visited in this column, or of the first one. */
  function fillColumn(button) {
    const column = button.closest("th, td").cellIndex;
    const cells = rowsOf(gridOf(button)).map((row) => cellAt(row, column)).filter(Boolean);
    const start = cells.includes(lastCell) ? lastCell : cells[0];
    if (start) fillDown(start);
  }

  function showButtons(root) {
    root.querySelectorAll("[data-fill-down], [data-undo-fill]").forEach((button) => (button.hidden = false));
  }

  showButtons(document);
  document.addEventListener("htmx:afterSwap", (event) => showButtons(event.target));
})();
