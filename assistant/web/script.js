// Runs once, in the element "page" (see app.py). Carries clicks to Python and keeps the source
// panel in view; `trigger` is Gradio's way to send an event with data.

const side = () => document.querySelector("#source-side");
const phone = window.matchMedia("(max-width: 800px)");
let lastLink = null;

function go(key, link) {
  lastLink = link ?? lastLink;
  document.querySelectorAll(".cite.current, .near.current").forEach((a) => a.classList.remove("current"));
  document.querySelectorAll(`a[href="#${key}"]`).forEach((a) => a.classList.add("current"));
  side().dataset.open = "";
  trigger("show", { key });
}

function closeSource() {
  delete side().dataset.open;
  lastLink?.focus();
}

function widen(where) {
  const box = document.querySelector(".source-text");
  keep = { where, top: box?.scrollTop ?? 0, height: box?.scrollHeight ?? 0 };
  trigger("widen", { side: where });
}

// --- clicks anywhere on the page

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite-"], a[href^="#near-"]');
  if (link) {
    event.preventDefault();
    go(link.getAttribute("href").slice(1), link);
    return;
  }
  if (event.target.closest('a[href="#documents"]')) {
    event.preventDefault();
    trigger("documents", {});
    return;
  }
  const control = event.target.closest("[data-go], [data-more], [data-close], [data-remove]");
  if (!control) return;
  if (control.dataset.go) go(control.dataset.go);
  else if (control.dataset.more) widen(control.dataset.more);
  else if (control.dataset.remove !== undefined) trigger("remove", { document: control.dataset.remove });
  else closeSource();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && phone.matches && "open" in side().dataset) closeSource();
});

// --- the source panel: after each new view bring the marked sentence into view

let keep = null;
let shown = "";

function bringIntoView() {
  const source = document.querySelector("article.source");
  if (!source || source.dataset.count === shown) return;
  shown = source.dataset.count;
  const box = source.querySelector(".source-text");
  const mark = source.querySelector("mark.shown");
  if (keep && box) {
    box.scrollTop = keep.where === "before" ? keep.top + box.scrollHeight - keep.height : keep.top;
  } else if (box && mark) {
    const above = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += above - box.clientHeight / 4;
  }
  keep = null;
  if (phone.matches) focusWhenShown(source.querySelector(".close"));
}

// Gradio hides what it fills for a moment, and what is hidden cannot have the focus.
function focusWhenShown(element, tries = 120) {
  if (!element?.isConnected || !tries) return;
  element.focus({ preventScroll: true });
  if (document.activeElement !== element) requestAnimationFrame(() => focusWhenShown(element, tries - 1));
}

// --- what changes behind the page, as indexing does, here or from the command line

const pulse = `${window.gradio_config?.root ?? ""}/pulse`;
const IDLE = 2000;
const BUSY = 400; // milliseconds, while indexing is shown

async function look() {
  if (!document.hidden) {
    const shown = document.querySelector("[data-pulse]")?.dataset.pulse ?? "";
    const now = await fetch(pulse, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : shown), () => shown);
    if (now !== shown) trigger("changed", { shown });
  }
  setTimeout(look, document.querySelector("#strip .running") ? BUSY : IDLE);
}

look();

// --- Gradio reads a message's raw markup to screen readers; its text is what should be read

function relabel() {
  for (const message of document.querySelectorAll('[data-testid="bot"], [data-testid="user"]')) {
    const label = message.dataset.testid === "bot" ? "Assistant" : "You";
    if (message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
  }
}

new MutationObserver(() => {
  bringIntoView();
  relabel();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-count", "aria-label"] });
