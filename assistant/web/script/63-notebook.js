// --- the notebook: keep a statement with one click, and the buttons of the Notes tab

(() => {
const keptOrigins = () => new Set((document.querySelector("#kept [data-kept]")?.dataset.kept ?? "").split(" "));
const numberIn = (element, name) => Number(new RegExp(`(?:^| )${name}-(\\d+)`).exec(element.className)?.[1]);
let back = null; // the note and button that get the focus when the list is filled anew
let wantedOrigin = ""; // the statement whose note is to be shown

function originOf(button) {
  const tools = button.closest(".message-row")?.querySelector(".tools.of-answer");
  const exchange = /(?:^| )exchange-([0-9a-f]+)/.exec(tools?.className ?? "")?.[1];
  return exchange ? `${exchange}-${numberIn(button, "statement")}` : "";
}

// Gradio writes the messages anew, which removes the marks.
function markKept() {
  const kept = keptOrigins();
  for (const button of document.querySelectorAll("#chat button.keep")) {
    const isKept = kept.has(originOf(button));
    if (button.classList.contains("kept") === isKept) continue;
    button.classList.toggle("kept", isKept);
    const words = isKept ? say("Kept; show it under Notes") : say("Keep in the notebook");
    button.title = words;
    button.querySelector("span").textContent = words;
  }
}

function keepOrShow(button) {
  if (button.classList.contains("kept")) {
    wantedOrigin = originOf(button);
    trigger("show_notes", {});
  } else trigger("keep_statement", { turn: turnOf(button), number: numberIn(button, "statement") });
}

// --- the Notes tab

function act(button) {
  const item = button.closest("[data-note]");
  const id = item?.dataset.note ?? button.dataset.id;
  const name = button.dataset.do;
  back = { id, name };
  if (name === "edit") openDialog("note", item.dataset.text ?? "", (text) => trigger("edit_note", { id, text }));
  else if (name === "restore") trigger("restore_note", { id });
  else if (name === "remove") trigger("remove_note", { id });
  else trigger("move_note", { id, by: name === "up" ? -1 : 1 });
}

function showSource(link) {
  trigger("show_chat", {});
  wantedKey = null;
  lastLink = null;
  updateView("open_link", { link: link.getAttribute("href").slice(1) });
}

// The list is written anew after each change: the focus goes back to the button, or to the nearest one.
function restoreFocus() {
  const list = document.querySelector("#notebook .notebook");
  if (!list || !list.offsetHeight) return;
  if (wantedOrigin) {
    const item = list.querySelector(`[data-origin="${wantedOrigin}"]`);
    if (!item) return;
    wantedOrigin = "";
    item.scrollIntoView({ block: "center" });
    focusWhenShown(item.querySelector("button"));
  } else if (back && (document.activeElement === document.body || document.activeElement?.disabled)) {
    const item = list.querySelector(`[data-note="${back.id}"]`);
    const same = item?.querySelector(`[data-do="${back.name}"]:enabled`);
    focusWhenShown(same ?? item?.querySelector("button:enabled") ?? list.querySelector(".undo button, button"));
    back = null;
  }
}

document.addEventListener("click", (event) => {
  const keep = event.target.closest?.("#chat button.keep");
  const button = event.target.closest?.("#notebook button");
  const link = event.target.closest?.("#notebook a.noted");
  if (keep) keepOrShow(keep);
  else if (button?.dataset.saveNotes) trigger("save_notes", { form: button.dataset.saveNotes });
  else if (button) act(button);
  else if (link) {
    event.preventDefault();
    showSource(link);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("#note-dialog textarea"))
    event.target.closest("dialog").close("save");
});

new MutationObserver(() => {
  markKept();
  restoreFocus();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-kept"] });

// This runs before the rest of the page exists.
function openNotes() {
  if (document.querySelector("#kept")) trigger("open_notes", {});
  else requestAnimationFrame(openNotes);
}

requestAnimationFrame(openNotes);
})();
