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
