// --- the Documents tab: search, select, open, rename

(() => {
const tab = () => document.querySelector("#documents-tab");
let opened = ""; // the document that was opened last
let openedBy = null; // the name by which it was opened, if it was no button of the table
let searchTimer = 0;

function find() {
  const value = (field) => tab().querySelector(field)?.value ?? "";
  trigger("find_documents", {
    search: value('input[data-find]'),
    status: value('[data-filter="status"]'),
    kind: value('[data-filter="kind"]'),
  });
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-find]")) return;
  clearTimeout(searchTimer);
  searchTimer = setTimeout(find, event.target.matches("select") ? 0 : 200); // milliseconds without a key
});

// All shown boxes are sent, so that a click during an earlier event does not undo that one.
function sendSelection() {
  const boxes = [...tab().querySelectorAll("[data-select]")];
  const path = (box) => box.dataset.select;
  const ticked = boxes.filter((box) => box.ariaChecked === "true");
  trigger("select_documents", { shown: boxes.map(path), ticked: ticked.map(path) });
}

const BUTTONS = {
  select: (box) => {
    box.ariaChecked = box.ariaChecked === "true" ? "false" : "true";
    sendSelection();
  },
  turn: (button) => trigger("turn_table_page", { by: Number(button.dataset.turn) }),
  selectFound: () => trigger("select_found", {}),
  clearSelection: () => trigger("clear_selection", {}),
  restore: (button) => trigger("restore_document", { number: button.dataset.restore }),
  rename: (button) => rename(button),
  open: (button) => openDocument(button.dataset.open),
  askAbout: (button) => {
    trigger("ask_about_document", { document: button.dataset.askAbout });
    openedBy = document.querySelector("#question textarea");
    closeDocument();
  },
  readMore: (button) => trigger("open_document", { document: button.dataset.readMore, parts: Number(button.dataset.parts) }),
  closeDocument: () => closeDocument(),
};
const attributeOf = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const ANY_BUTTON = Object.keys(BUTTONS).map((name) => `button[${attributeOf(name)}]`).join(", ");

function openDocument(path, by = null) {
  [opened, openedBy] = [path, by];
  trigger("open_document", { document: path, parts: 1 });
}

document.addEventListener("click", (event) => {
  const name = event.target.closest?.('a[href^="#document="]');
  if (!name) return;
  event.preventDefault();
  openDocument(decodeURIComponent(name.getAttribute("href").slice("#document=".length)), name);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(ANY_BUTTON);
  if (button) BUTTONS[Object.keys(BUTTONS).find((name) => button.hasAttribute(attributeOf(name)))](button);
  else if (event.target.closest("#document-panel") && !event.target.closest(".document-panel")) closeDocument();
});

// --- renaming in the row of a document

function rename(button) {
  const path = button.dataset.rename;
  const about = button.closest("tr").querySelector(".about");
  if (about.querySelector("form")) return;
  const form = document.createElement("form");
  const field = document.createElement("input");
  field.value = path.split("/").pop();
  field.setAttribute("aria-label", say("New name of {name}", { name: path }));
  const save = document.createElement("button");
  save.textContent = say("Save");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = say("Cancel");
  form.append(field, save, cancel);
  form.className = "rename";
  const end = () => {
    form.remove();
    button.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trigger("rename_document", { document: path, name: field.value });
    end();
  });
  cancel.addEventListener("click", end);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
  about.append(form);
  field.focus();
  const dot = field.value.lastIndexOf(".");
  field.setSelectionRange(0, dot > 0 ? dot : field.value.length);
}

// --- the panel of an open document covers the page and traps the focus until it is closed

const documentPanel = () => document.querySelector("#document-panel .document-panel");

function closeDocument() {
  trigger("open_document", {});
  back = opened;
  setTimeout(() => (back = null), 3000);
  restoreFocus();
}

let back = null; // the document whose button gets the focus, also when the table is filled anew a moment later

function restoreFocus() {
  if (openedBy?.isConnected) {
    focusWhenShown(openedBy);
    return;
  }
  [...tab().querySelectorAll("[data-open]")].find((button) => button.dataset.open === back)?.focus();
}

document.addEventListener("keydown", (event) => {
  const open = documentPanel();
  if (!open) return;
  if (event.key === "Escape") closeDocument();
  if (event.key !== "Tab") return;
  const stops = [...open.querySelectorAll("button, [tabindex]")];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge || !open.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
});

let lastPanel = null; // the panel that was seen last, and how far it was read

new MutationObserver(() => {
  const open = documentPanel();
  if (back && !open && document.activeElement === document.body) restoreFocus();
  if (open === lastPanel?.open) return;
  const text = open?.querySelector(".document-text");
  if (text && open.dataset.parts !== "1" && lastPanel) {
    text.scrollTop = lastPanel.top;
    focusWhenShown(text);
  } else if (open) focusWhenShown(open.querySelector(".close-document"));
  lastPanel = open && { open, top: 0 };
  text?.addEventListener("scroll", () => { if (lastPanel) lastPanel.top = text.scrollTop; });
}).observe(document.body, { subtree: true, childList: true });
})();
