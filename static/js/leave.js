// form[data-guard]: whoever leaves with unsaved entries is asked first.
(() => {
  const edited = new Set();

  function guarded(event) {
    return event.target.closest?.("form[data-guard]");
  }

  function note(event) {
    const form = guarded(event);
    // The search box of a picker is not an entry.
    if (form && !event.target.closest("[data-picker-search]")) edited.add(form);
  }

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("reset", (event) => edited.delete(guarded(event)));
  document.addEventListener("submit", (event) => edited.delete(guarded(event)));

  window.addEventListener("beforeunload", (event) => {
    if ([...edited].some((form) => form.isConnected)) event.preventDefault();
  });
})();
