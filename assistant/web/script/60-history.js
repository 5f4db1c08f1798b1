// --- the column of conversations: open, search, rename, delete, save as a file

const column = () => document.querySelector("#history-column");
const narrow = window.matchMedia("(max-width: 1199px)");
const ADDRESS = "conversation"; // the part of the page's address that names the conversation

function showColumn(open) {
  if (open) column().dataset.open = "";
  else delete column().dataset.open;
  document.querySelector(".history-toggle")?.setAttribute("aria-expanded", String(open));
  if (open) focusWhenShown(column().querySelector(".history-close"));
  else document.querySelector(".history-toggle")?.focus();
}

function conversationAction(button) {
  const item = button.closest("[data-id]");
  const id = item?.dataset.id ?? "";
  const name = button.dataset.action;
  if (name === "open") {
    trigger("open_conversation", { id });
    if (narrow.matches) showColumn(false);
  } else if (name === "menu") {
    const actions = item.querySelector(".actions");
    actions.hidden = !actions.hidden;
    button.setAttribute("aria-expanded", String(!actions.hidden));
  } else if (name === "rename") {
    const title = button.closest("[data-title]").dataset.title;
    openDialog("rename", title, (text) => trigger("rename_conversation", { id, title: text }));
  } else if (name === "remove") trigger("remove_conversation", { id });
  else if (name === "restore") trigger("restore_conversation", { id });
  else trigger("export_conversation", { id, form: name });
}

// Opens a dialog with one field; `then` is called with its value if the dialog is saved.
function openDialog(name, text, then) {
  const box = document.querySelector(`#${name}-dialog`);
  const field = box.querySelector("input, textarea");
  field.value = text;
  box.returnValue = "";
  box.onclose = () => box.returnValue === "save" && then(field.value);
  box.showModal();
  if (field.matches("input")) field.select();
  else field.setSelectionRange(text.length, text.length);
}

document.addEventListener("submit", (event) => {
  const box = event.target.closest("#dialogs dialog");
  if (!box) return;
  event.preventDefault();
  box.close("save");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.action) conversationAction(button);
  else if (button.matches(".history-toggle")) showColumn(!("open" in column().dataset));
  else if (button.matches(".history-close")) showColumn(false);
  else if (button.closest("#dialogs dialog") && button.matches(".cancel")) button.closest("dialog").close();
  else if (button.matches("#dialogs .choice")) {
    const field = button.closest("dialog").querySelector("input");
    field.value = button.textContent;
    field.focus();
  } else if (button.matches("#new-conversation") && narrow.matches && "open" in column().dataset) showColumn(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && narrow.matches && column() && "open" in column().dataset && !document.querySelector("dialog[open]"))
    showColumn(false);
});

// The query holds the id of the open conversation, for bookmarks and reloads.
function showIdInAddress() {
  const list = document.querySelector("#conversations [data-current]");
  if (!list) return;
  const address = new URL(location.href);
  const current = list.dataset.current;
  if ((address.searchParams.get(ADDRESS) ?? "") === current) return;
  if (current) address.searchParams.set(ADDRESS, current);
  else address.searchParams.delete(ADDRESS);
  history.replaceState(history.state, "", address);
}

// A file arrives in a hidden element and is saved by the browser, so that no route has to serve it.
let savedCount = "";

function saveFile() {
  const file = document.querySelector("#export-file [data-bytes]")?.dataset;
  if (!file || file.count === savedCount) return;
  savedCount = file.count;
  const bytes = Uint8Array.from(atob(file.bytes), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

new MutationObserver(() => {
  showIdInAddress();
  saveFile();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-current", "data-count"] });

// This runs before the rest of the page exists.
function openPage() {
  // Which documents are asked is restored with a conversation, so the first update of the page comes before it.
  if (!column() || !document.querySelector("[data-page-version]")) requestAnimationFrame(openPage);
  else trigger("open_page", { id: new URLSearchParams(location.search).get(ADDRESS) ?? "" });
}

requestAnimationFrame(openPage);
