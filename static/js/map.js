// [data-map]: the lines of a node, and the nodes at their other ends, light up while it is pointed at or focused.
(() => {
  const LIT = "data-lit";

  function clear(map) {
    map.querySelectorAll(`[${LIT}]`).forEach((each) => each.removeAttribute(LIT));
  }

  function light(map, key) {
    clear(map);
    const ends = new Set();
    map.querySelectorAll("path[data-from]").forEach((line) => {
      if (line.dataset.from !== key && line.dataset.to !== key) return;
      line.setAttribute(LIT, "");
      ends.add(line.dataset.from === key ? line.dataset.to : line.dataset.from);
    });
    map.querySelectorAll("[data-node]").forEach((node) => {
      if (ends.has(node.dataset.node)) node.setAttribute(LIT, "");
    });
  }

  function follow(event) {
    const map = event.target.closest?.("[data-map]");
    if (!map) return;
    const node = event.target.closest("[data-node]");
    if (node) light(map, node.dataset.node);
    else clear(map);
  }

  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", (event) => {
    const map = event.target.closest?.("[data-map]");
    if (map) clear(map);
  });
})();
