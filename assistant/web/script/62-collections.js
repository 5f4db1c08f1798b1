// --- the collections beside the question: pick folders; what is open stays so when they are written anew

(() => {
const open = new Set(); // the names of what is open, "" for the list itself
const nameOf = (details) => details.parentElement.querySelector("[data-collection]")?.dataset.collection ?? "";
const all = () => document.querySelectorAll("#chat-selection details");

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#chat-selection [data-collection]");
  if (!box) return;
  box.ariaChecked = box.ariaChecked === "true" ? "false" : "true";
  trigger("toggle_collection", { folder: box.dataset.collection });
});

document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.("#chat-selection details") || !details.isConnected) return;
  const name = details.matches(".collections") ? "" : nameOf(details);
  if (details.open) open.add(name);
  else open.delete(name);
}, true);

new MutationObserver(() => {
  for (const details of all()) {
    const name = details.matches(".collections") ? "" : nameOf(details);
    if (open.has(name) && !details.open) details.open = true;
  }
}).observe(document.body, { subtree: true, childList: true });
})();
