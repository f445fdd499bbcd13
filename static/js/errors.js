// The error summary takes the focus, and its links go to the field itself.
(() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";

  function focusSummary(root) {
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const field = target.matches(FIELDS) ? target : target.querySelector(FIELDS);
    if (!field) return;
    event.preventDefault();
    // The label comes into view with its field, otherwise one would see a box without a question.
    (field.closest(".field, td") || field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });

  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
})();
