// --- copying a citation as quote with its place or as a link; opening such a link

function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => copyWithoutClipboard(text));
  return Promise.resolve(copyWithoutClipboard(text)); // a page that another machine shows without TLS
}

function copyWithoutClipboard(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = 0;
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  document.execCommand("copy");
  field.remove();
  before?.focus();
}

document.addEventListener("click", (event) => {
  const control = event.target.closest("#source [data-copy], #source [data-link]");
  if (!control) return;
  const { copy: text, link } = control.dataset;
  // Without the query, which holds the id of a private conversation.
  copy(text ?? `${location.origin}${location.pathname}#${link}`).then(() => {
    const words = control.dataset.words ?? control.textContent;
    control.dataset.words = words;
    control.textContent = say("Copied");
    setTimeout(() => (control.textContent = words), 1600);
  });
});

function openLinkOfAddress() {
  if (!location.hash.startsWith("#source=")) return;
  wantedKey = null;
  if (sourceColumn()) updateView("open_link", { link: location.hash.slice(1) });
  else requestAnimationFrame(openLinkOfAddress); // the panel is not there yet
}

window.addEventListener("hashchange", openLinkOfAddress);
openLinkOfAddress();
