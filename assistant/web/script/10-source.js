// The files of this folder are concatenated and run once in the element "events" (see layout.py). They carry clicks to Python and keep the source
// panel in view; `trigger` is Gradio's way to send an event with data.

const sourceColumn = () => document.querySelector("#source-column");
const isPhone = window.matchMedia("(max-width: 800px)");
let lastLink = null;
let focusedRole = null; // what had the focus in the panel before it was filled anew

function showItem(key, link) {
  lastLink = link ?? lastLink;
  document.querySelectorAll(".cite.current, .near.current, .read.current").forEach((a) => a.classList.remove("current"));
  document.querySelectorAll(`a[href="#${key}"]`).forEach((a) => a.classList.add("current"));
  updateView("show_citation", { key });
}

function updateView(event, data) {
  const focused = document.activeElement?.closest("#source [data-role], #source [tabindex], #source button");
  focusedRole = focused ? (focused.dataset.role ?? "region") : null;
  sourceColumn().dataset.open = "";
  trigger(event, data);
}

function closeSource() {
  delete sourceColumn().dataset.open;
  lastLink?.focus();
}

function widen(where) {
  const box = document.querySelector(".source-text");
  scrollBefore = { where, top: box?.scrollTop ?? 0, height: box?.scrollHeight ?? 0 };
  updateView("show_more_text", { side: where });
}
