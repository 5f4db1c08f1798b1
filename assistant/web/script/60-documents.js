// --- the Documents tab: what is looked for, chosen, opened, renamed

(() => {
const tab = () => document.querySelector("#documents-tab");
let opened = ""; // the document that was opened last
let finding = 0;

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
  clearTimeout(finding);
  finding = setTimeout(find, event.target.matches("select") ? 0 : 200); // milliseconds without a key
});

// Every box that is shown is sent, so that a click which is on its way takes none back.
function pick() {
  const boxes = [...tab().querySelectorAll("[data-pick]")];
  const path = (box) => box.dataset.pick;
  const ticked = boxes.filter((box) => box.ariaChecked === "true");
  trigger("pick_documents", { shown: boxes.map(path), ticked: ticked.map(path) });
}

const BUTTONS = {
  pick: (box) => {
    box.ariaChecked = box.ariaChecked === "true" ? "false" : "true";
    pick();
  },
  turn: (button) => trigger("turn_documents", { by: Number(button.dataset.turn) }),
  pickFound: () => trigger("pick_found", {}),
  clear: () => trigger("clear_choice", {}),
  undo: (button) => trigger("undo_removal", { number: button.dataset.undo }),
  rename: (button) => rename(button),
  open: (button) => {
    opened = button.dataset.open;
    trigger("read_document", { document: button.dataset.open, parts: 1 });
  },
  readOn: (button) => trigger("read_document", { document: button.dataset.readOn, parts: Number(button.dataset.parts) }),
  shut: () => shut(),
};
const dashed = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const ANY = Object.keys(BUTTONS).map((name) => `button[${dashed(name)}]`).join(", ");

document.addEventListener("click", (event) => {
  const button = event.target.closest(ANY);
  if (button) BUTTONS[Object.keys(BUTTONS).find((name) => button.hasAttribute(dashed(name)))](button);
  else if (event.target.closest("#reading") && !event.target.closest(".reading")) shut();
});

// --- a new name is written where the old one stands

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

// --- an open document lies over the page and keeps the focus until it is shut

const reading = () => document.querySelector("#reading .reading");

function shut() {
  trigger("read_document", {});
  back = opened;
  setTimeout(() => (back = null), 3000);
  giveBack();
}

let back = null; // the document whose button gets the focus, also when the table is filled anew a moment later

function giveBack() {
  [...tab().querySelectorAll("[data-open]")].find((button) => button.dataset.open === back)?.focus();
}

document.addEventListener("keydown", (event) => {
  const open = reading();
  if (!open) return;
  if (event.key === "Escape") shut();
  if (event.key !== "Tab") return;
  const stops = [...open.querySelectorAll("button, [tabindex]")];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge || !open.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
});

let read = null; // the panel that was seen last, and how far it was read

new MutationObserver(() => {
  const open = reading();
  if (back && !open && document.activeElement === document.body) giveBack();
  if (open === read?.open) return;
  const text = open?.querySelector(".reading-text");
  if (text && open.dataset.parts !== "1" && read) {
    text.scrollTop = read.top;
    focusWhenShown(text);
  } else if (open) focusWhenShown(open.querySelector(".shut"));
  read = open && { open, top: 0 };
  text?.addEventListener("scroll", () => { if (read) read.top = text.scrollTop; });
}).observe(document.body, { subtree: true, childList: true });
})();
