// --- the column of conversations: open, search, rename, delete, save as a file

const column = () => document.querySelector("#talks-side");
const narrow = window.matchMedia("(max-width: 1199px)");
const ADDRESS = "conversation"; // the part of the page's address that names the conversation

function showColumn(open) {
  if (open) column().dataset.open = "";
  else delete column().dataset.open;
  document.querySelector(".talks-opener")?.setAttribute("aria-expanded", String(open));
  if (open) focusWhenShown(column().querySelector(".talks-closer"));
  else document.querySelector(".talks-opener")?.focus();
}

function talkAction(button) {
  const item = button.closest("[data-id]");
  const id = item?.dataset.id ?? "";
  const name = button.dataset.talk;
  if (name === "open") {
    trigger("talk_open", { id });
    if (narrow.matches) showColumn(false);
  } else if (name === "menu") {
    const actions = item.querySelector(".actions");
    actions.hidden = !actions.hidden;
    button.setAttribute("aria-expanded", String(!actions.hidden));
  } else if (name === "rename") {
    const title = button.closest("[data-title]").dataset.title;
    askFor("rename", title, (text) => trigger("talk_rename", { id, title: text }));
  } else if (name === "remove") trigger("talk_remove", { id });
  else if (name === "restore") trigger("talk_restore", { id });
  else trigger("talk_save", { id, form: name });
}

// Opens a small window with one field; `then` gets what was typed, unless it was closed.
function askFor(name, text, then) {
  const box = document.querySelector(`#${name}-window`);
  const field = box.querySelector("input");
  field.value = text;
  box.returnValue = "";
  box.onclose = () => box.returnValue === "save" && then(field.value);
  box.showModal();
  field.select();
}

document.addEventListener("submit", (event) => {
  const box = event.target.closest("#windows dialog");
  if (!box) return;
  event.preventDefault();
  box.close("save");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.talk) talkAction(button);
  else if (button.matches(".talks-opener")) showColumn(!("open" in column().dataset));
  else if (button.matches(".talks-closer")) showColumn(false);
  else if (button.closest("#windows dialog") && button.matches(".cancel")) button.closest("dialog").close();
  else if (button.matches("#windows .choice")) {
    const field = button.closest("dialog").querySelector("input");
    field.value = button.textContent;
    field.focus();
  } else if (button.matches("#fresh") && narrow.matches && "open" in column().dataset) showColumn(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && narrow.matches && column() && "open" in column().dataset && !document.querySelector("dialog[open]"))
    showColumn(false);
});

// The address names the open conversation, so that it can be kept as a bookmark and survives a reload.
function nameInAddress() {
  const list = document.querySelector("#talks [data-current]");
  if (!list) return;
  const address = new URL(location.href);
  const current = list.dataset.current;
  if ((address.searchParams.get(ADDRESS) ?? "") === current) return;
  if (current) address.searchParams.set(ADDRESS, current);
  else address.searchParams.delete(ADDRESS);
  history.replaceState(history.state, "", address);
}

// A file comes as text in an unseen element; the browser saves it, and no address has to serve it.
let saved = "";

function saveFile() {
  const file = document.querySelector("#saved [data-bytes]")?.dataset;
  if (!file || file.count === saved) return;
  saved = file.count;
  const bytes = Uint8Array.from(atob(file.bytes), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

new MutationObserver(() => {
  nameInAddress();
  saveFile();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-current", "data-count"] });

// This runs before the rest of the page is there.
function arrive() {
  if (!column()) requestAnimationFrame(arrive);
  else trigger("talk_arrive", { id: new URLSearchParams(location.search).get(ADDRESS) ?? "" });
}

requestAnimationFrame(arrive);
