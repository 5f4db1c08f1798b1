// --- the source panel: after each update zoom and scroll to the mark, and restore the focus

let scrollBefore = null;
let shownView = "";

function bringIntoView() {
  const source = document.querySelector("article.source");
  const view = source && `${source.dataset.count} ${source.dataset.key}`;
  if (!source || view === shownView) return;
  shownView = view;
  if (wantedKey && source.dataset.key && source.dataset.key !== wantedKey) {
    trigger("show_citation", { key: wantedKey }); // an earlier click was answered after a later one
    return;
  }
  whenLaidOut(source, () => showMark(source));
  if (focusedRole) {
    const again = source.querySelector(`[data-role="${focusedRole}"]:not(:disabled)`) ?? source.querySelector('[data-role="region"]');
    focusWhenShown(again);
    focusedRole = null;
  } else if (isPhone.matches) focusWhenShown(source.querySelector(".close"));
}

// Gradio hides an element for a moment while updating it, and a hidden element has neither size nor focus.
function whenLaidOut(element, then, tries = 120) {
  if (!element.isConnected || !tries) return;
  if (element.offsetHeight) then();
  else requestAnimationFrame(() => whenLaidOut(element, then, tries - 1));
}

function showMark(source) {
  const box = source.querySelector(".source-text");
  if (scrollBefore && box) {
    box.scrollTop = scrollBefore.where === "before" ? scrollBefore.top + box.scrollHeight - scrollBefore.height : scrollBefore.top;
  } else if (box) {
    makeReadable(source);
    moveToMiddle(box, [...source.querySelectorAll("mark.shown, .box.shown")]);
    reveal(box, source.querySelector(".short-answer, mark.shown .short"));
  }
  scrollBefore = null;
}

// Put the marks in the middle, or their beginning at the edge if they are larger than the box.
function moveToMiddle(box, marks) {
  if (!marks.length) return;
  const around = box.getBoundingClientRect();
  const all = marks.map((mark) => mark.getBoundingClientRect());
  const [left, right] = [Math.min(...all.map((at) => at.left)), Math.max(...all.map((at) => at.right))];
  const [top, bottom] = [Math.min(...all.map((at) => at.top)), Math.max(...all.map((at) => at.bottom))];
  const margin = 28; // pixels, room for the number
  box.scrollTop += top - around.top - Math.max(margin, (box.clientHeight - (bottom - top)) / 2);
  box.scrollLeft += left - around.left - Math.max(margin, (box.clientWidth - (right - left)) / 2);
}

// Scroll sideways as far as the short answer of a mark that is wider than the box needs it.
function reveal(box, answer) {
  if (!answer) return;
  const margin = 4; // pixels
  const beyond = answer.getBoundingClientRect().right + margin - box.getBoundingClientRect().left - box.clientWidth;
  if (beyond > 0) box.scrollLeft += beyond;
}

function focusWhenShown(element, tries = 120) {
  if (!element?.isConnected || !tries) return;
  element.focus({ preventScroll: true });
  if (document.activeElement !== element) requestAnimationFrame(() => focusWhenShown(element, tries - 1));
}
