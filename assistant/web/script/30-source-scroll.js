// --- the source panel: after each update scroll to the mark and restore the focus

let scrollBefore = null;
let shownCount = "";

function bringIntoView() {
  const source = document.querySelector("article.source");
  if (!source || source.dataset.count === shownCount) return;
  shownCount = source.dataset.count;
  const box = source.querySelector(".source-text");
  const mark = source.querySelector("mark.shown, .box.shown");
  if (scrollBefore && box) {
    box.scrollTop = scrollBefore.where === "before" ? scrollBefore.top + box.scrollHeight - scrollBefore.height : scrollBefore.top;
  } else if (box && mark) {
    const [at, around] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollTop += at.top - around.top - box.clientHeight / 4;
    box.scrollLeft += at.left + at.width / 2 - around.left - box.clientWidth / 2;
  }
  scrollBefore = null;
  if (focusedRole) {
    const again = source.querySelector(`[data-role="${focusedRole}"]:not(:disabled)`) ?? source.querySelector('[data-role="region"]');
    focusWhenShown(again);
    focusedRole = null;
  } else if (isPhone.matches) focusWhenShown(source.querySelector(".close"));
}

// Gradio hides an element for a moment while updating it, and a hidden element cannot have the focus.
function focusWhenShown(element, tries = 120) {
  if (!element?.isConnected || !tries) return;
  element.focus({ preventScroll: true });
  if (document.activeElement !== element) requestAnimationFrame(() => focusWhenShown(element, tries - 1));
}
