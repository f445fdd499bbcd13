// On a narrow screen the menu opens and closes. Without this script it simply stays open.
// Loaded in the head, so that the page is laid out once.
document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-menu]");
  if (!button) return;
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;

  function show(open) {
    button.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("is-open", open);
  }

  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      show(false);
      button.focus();
    }
  });
});
