// The files of this folder are concatenated and run once in the element "events" (see layout.py). They carry clicks to Python and keep the source
// panel in view; `trigger` is Gradio's way to send an event with data.

const sourceColumn = () => document.querySelector("#source-column");
const isPhone = window.matchMedia("(max-width: 800px)");
let lastLink = null;
let focusedRole = null; // what had the focus in the panel before it was filled anew
let wantedKey = null; // the citation or passage that was asked for last

function showItem(key, link) {
  lastLink = link ?? lastLink;
  wantedKey = key;
  markCurrent();
  updateView("show_citation", { key });
}

// Gradio writes the messages anew while an answer grows, which removes the class.
function markCurrent() {
  for (const link of document.querySelectorAll("#chat :is(.cite, .near, .read)")) {
    link.classList.toggle("current", link.getAttribute("href") === `#${wantedKey}`);
  }
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
