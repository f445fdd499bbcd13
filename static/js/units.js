// table[data-units]: the hours add up while one types, and a unit that gets hours is ticked.
(() => {
  const table = document.querySelector("table[data-units]");
  if (!table) return;
  const total = document.querySelector("[data-units-total]");
  const count = document.querySelector("[data-units-count]");

  const part = (row, name) => row.querySelector(`input[name${name}]`);
  const rows = () => [...table.querySelectorAll("tbody tr")].filter((row) => part(row, "=unit"));

  function add() {
    const ticked = rows().filter((row) => part(row, "=unit").checked);
    const counted = ticked.filter((row) => !part(row, "^=credit-").checked);
    const hours = counted.map((row) => part(row, "^=hours-").value.trim()).filter((text) => /^[0-9]{1,4}$/.test(text));
    total.textContent = hours.reduce((sum, text) => sum + Number(text), 0).toLocaleString("en-AU");
    count.textContent = ticked.length;
  }

  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    // Only what a person types ticks the unit; a value filled down the column does not.
    if (event.isTrusted && event.target.name.startsWith("hours-") && event.target.value.trim()) {
      part(row, "=unit").checked = true;
    }
    add();
  });
  table.addEventListener("change", add);

  // Ctrl+Enter in the grid goes on, whatever row one is in.
  table.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const form = table.closest("form");
    form.requestSubmit(form.querySelector(".button-primary"));
  });
  add();
})();
