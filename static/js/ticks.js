// [data-tick-all] in a form: ticks every box of this form that the page shows, wherever it stands, or none.
(() => {
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    const boxes = [...button.form.elements].filter((each) => each.type === "checkbox");
    if (boxes.length < 2) continue;
    const all = button.textContent;

    const name = () => {
      button.textContent = boxes.every((box) => box.checked) ? button.dataset.tickNone : all;
    };

    button.addEventListener("click", () => {
      const tick = !boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = tick;
      name();
    });
    for (const box of boxes) box.addEventListener("change", name);
    // A browser that comes back to the page may have kept the ticks.
    window.addEventListener("pageshow", name);
    name();
    button.hidden = false;
  }
})();
