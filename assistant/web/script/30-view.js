// --- the source panel: after each new view bring the mark into view, and the focus back to where it was

let keep = null;
let shown = "";

function bringIntoView() {
  const source = document.querySelector("article.source");
  if (!source || source.dataset.count === shown) return;
  shown = source.dataset.count;
  const box = source.querySelector(".source-text");
  const mark = source.querySelector("mark.shown, .box.shown");
  if (keep && box) {
    box.scrollTop = keep.where === "before" ? keep.top + box.scrollHeight - keep.height : keep.top;
  } else if (box && mark) {
    const [at, around] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollTop += at.top - around.top - box.clientHeight / 4;
    box.scrollLeft += at.left + at.width / 2 - around.left - box.clientWidth / 2;
  }
  keep = null;
  if (held) {
    const again = source.querySelector(`[data-role="${held}"]:not(:disabled)`) ?? source.querySelector('[data-role="region"]');
    focusWhenShown(again);
    held = null;
  } else if (phone.matches) focusWhenShown(source.querySelector(".close"));
}

// Gradio hides what it fills for a moment, and what is hidden cannot have the focus.
function focusWhenShown(element, tries = 120) {
  if (!element?.isConnected || !tries) return;
  element.focus({ preventScroll: true });
  if (document.activeElement !== element) requestAnimationFrame(() => focusWhenShown(element, tries - 1));
}
