// [data-picker]: a list of check boxes becomes searchable. Without this script it is a plain list.
// Typing narrows the list; Enter ticks the only one shown; arrows move, Space ticks; the count says how many.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  function rowOf(box) {
    return box.closest("[data-picker-row], li, tr") || box.closest("label").parentElement;
  }

  function build(picker) {
    if (picker.dataset.pickerReady) return;
    picker.dataset.pickerReady = "yes";
    const boxes = [...picker.querySelectorAll("input[type=checkbox]")];
    if (!boxes.length) return;
    const rows = boxes.map((box) => ({ box, row: rowOf(box), text: plain(rowOf(box).textContent) }));
    const bar = makeBar(picker);
    const list = picker.querySelector("[data-picker-list], .picker-list");
    (list || rows[0].row.parentElement).before(bar.element);
    watch(picker, rows, bar);
    tell(rows, bar);
    // The one thing to do on the page, unless an error summary has the focus.
    if ("pickerFocus" in picker.dataset && !document.querySelector(".error-summary")) bar.search.focus();
  }

  function makeBar(picker) {
    const noun = picker.dataset.pickerNoun || "line";
    const element = document.createElement("div");
    element.className = "picker-bar";
    const search = document.createElement("input");
    search.type = "search";
    search.autocomplete = "off";
    search.dataset.pickerSearch = "";
    search.placeholder = picker.dataset.pickerHint || "Type to find";
    search.setAttribute("aria-label", `Find a ${noun}`);
    const all = makeButton("Tick all shown");
    const chosen = makeButton("Show chosen only");
    chosen.setAttribute("aria-pressed", "false");
    const count = document.createElement("p");
    count.className = "picker-count";
    count.setAttribute("role", "status");
    element.append(search, all, chosen, count);
    return { element, search, all, chosen, count };
  }

  function makeButton(words) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = words;
    return button;
  }

  const shown = (rows) => rows.filter(({ row, box }) => !row.hidden && !box.disabled);

  function narrow(rows, bar) {
    const words = plain(bar.search.value).split(/\s+/).filter(Boolean);
    const onlyChosen = bar.chosen.getAttribute("aria-pressed") === "true";
    for (const { row, box, text } of rows) {
      row.hidden = (onlyChosen && !box.checked) || !words.every((word) => text.includes(word));
    }
    tell(rows, bar);
  }

  function tell(rows, bar) {
    const visible = shown(rows);
    const ticked = rows.filter(({ box }) => box.checked).length;
    const strong = document.createElement("strong");
    strong.textContent = `${ticked} chosen`;
    const rest = visible.length === rows.length ? ` of ${rows.length}` : ` · ${visible.length} of ${rows.length} shown`;
    bar.count.replaceChildren(strong, rest);
    const isFull = visible.length > 0 && visible.every(({ box }) => box.checked);
    bar.all.textContent = isFull ? "Untick all shown" : "Tick all shown";
    bar.all.disabled = visible.length === 0;
  }

  function tick(box, isTicked) {
    if (box.checked === isTicked) return;
    box.checked = isTicked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function tickShown(rows) {
    const visible = shown(rows);
    const isFull = visible.every(({ box }) => box.checked);
    visible.forEach(({ box }) => tick(box, !isFull));
  }

  function keyInSearch(event, rows, bar) {
    const visible = shown(rows);
    if (event.key === "ArrowDown" && visible.length) {
      event.preventDefault();
      visible[0].box.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (visible.length !== 1) return;
      tick(visible[0].box, !visible[0].box.checked);
      bar.search.value = "";
      narrow(rows, bar);
    } else if (event.key === "Escape" && bar.search.value) {
      event.preventDefault();
      bar.search.value = "";
      narrow(rows, bar);
    }
  }

  function keyInList(event, rows, bar) {
    const visible = shown(rows).map(({ box }) => box);
    const place = visible.indexOf(event.target);
    if (place < 0) return;
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: visible.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    (visible[next] || (next < 0 ? bar.search : visible[place])).focus();
  }

  function watch(picker, rows, bar) {
    bar.search.addEventListener("input", () => narrow(rows, bar));
    bar.search.addEventListener("keydown", (event) => keyInSearch(event, rows, bar));
    bar.all.addEventListener("click", () => tickShown(rows));
    bar.chosen.addEventListener("click", () => {
      const isOn = bar.chosen.getAttribute("aria-pressed") === "true";
      bar.chosen.setAttribute("aria-pressed", String(!isOn));
      narrow(rows, bar);
    });
    picker.addEventListener("change", () => tell(rows, bar));
    picker.addEventListener("keydown", (event) => keyInList(event, rows, bar));
  }

  function buildAll(root) {
    if (root.matches?.("[data-picker]")) build(root);
    root.querySelectorAll("[data-picker]").forEach(build);
  }

  buildAll(document);
  document.addEventListener("htmx:afterSwap", (event) => buildAll(event.target));
})();
