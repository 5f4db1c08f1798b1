// --- the page in the source panel: turn, zoom, page or text; its keyboard shortcuts

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const READABLE = 15; // pixels of a box around a line, which is about 1.23 times as high as its type: 12 pixels
let zoom = 1; // 1: the page is as wide as the panel
let isZoomChosen = false;

function zoomTo(size) {
  const box = document.querySelector(".source-page");
  const middle = box && { x: (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth, y: (box.scrollTop + box.clientHeight / 2) / box.scrollHeight };
  zoom = size;
  document.querySelector("#source").style.setProperty("--zoom", zoom);
  if (!box) return;
  box.scrollLeft = middle.x * box.scrollWidth - box.clientWidth / 2;
  box.scrollTop = middle.y * box.scrollHeight - box.clientHeight / 2;
}

// Enlarge a page until its marked lines can be read, unless the visitor has chosen a zoom.
function makeReadable(source) {
  const frame = 2; // pixels of a box that stand above and below its letters
  const boxes = [...source.querySelectorAll(".box.shown")].map((box) => Math.min(box.clientHeight, box.clientWidth) - frame);
  const height = boxes.sort((a, b) => a - b)[Math.floor(boxes.length / 2)];
  if (height > 0 && !isZoomChosen) zoomTo(Math.min(ZOOMS.at(-1), Math.max(1, (zoom * READABLE) / height)));
}

document.addEventListener("click", (event) => {
  const control = event.target.closest("#source [data-turn], #source [data-mode], #source [data-zoom]");
  if (!control) return;
  const { turn, mode, zoom: way } = control.dataset;
  if (turn) updateView("turn_page", { page: Number(turn) });
  else if (mode) updateView("set_view_mode", { mode });
  if (!way) return;
  isZoomChosen = true;
  if (way === "fit") zoomTo(1);
  else if (way === "in") zoomTo(ZOOMS.find((size) => size > zoom) ?? zoom);
  else zoomTo(ZOOMS.findLast((size) => size < zoom) ?? zoom);
});

// The arrow keys go through the citations, unless they scroll a page that the visitor has made wider than the panel.
document.addEventListener("keydown", (event) => {
  const name = { ArrowLeft: "Previous", ArrowRight: "Next" }[event.key];
  if (!name || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.closest?.("#source article") || event.target.closest("input, textarea, select")) return;
  const region = event.target.closest('[data-role="region"]');
  if (region && isZoomChosen && region.scrollWidth > region.clientWidth + 1) return;
  event.preventDefault();
  document.querySelector(`#source .step[data-role="${name}"]:enabled`)?.click();
});
