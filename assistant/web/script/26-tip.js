// --- what a citation number rests on, beside it, while the pointer or the focus is on it: its title, quote and place on two lines

const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);
let tipped = null;
let said = "";
let where = "";
let leaving = 0;

function showTip(link) {
  clearTimeout(leaving);
  if (tipped === link) return;
  hideTip();
  tipped = link;
  [said, where] = link.title.split("\n");
  link.removeAttribute("title"); // the browser's own tooltip comes late, and not for the keyboard
  const quote = document.createElement("q");
  const place = document.createElement("span");
  quote.textContent = said;
  place.textContent = where;
  quote.dir = "auto";
  tip.replaceChildren(quote, place);
  tip.hidden = false;
  link.setAttribute("aria-describedby", "tip");
  const at = link.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, document.documentElement.clientWidth - size.width - 8));
  const above = at.top - size.height - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above >= 8 ? above : at.bottom + 6}px`;
}

function hideTip() {
  clearTimeout(leaving);
  tipped?.removeAttribute("aria-describedby");
  if (tipped) tipped.title = `${said}\n${where}`;
  tipped = null;
  tip.hidden = true;
}

const cited = (event) => event.target.closest?.("a.cite");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (cited(event)) showTip(cited(event));
  else if (event.target.closest?.("#tip")) clearTimeout(leaving);
  else if (tipped && !tipped.matches(":focus-visible")) {
    clearTimeout(leaving);
    leaving = setTimeout(hideTip, 150); // time to move into it
  }
});
document.addEventListener("focusin", (event) => (cited(event)?.matches(":focus-visible") ? showTip(cited(event)) : hideTip()));
document.addEventListener("focusout", (event) => cited(event) && hideTip());
document.addEventListener("scroll", hideTip, true);
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
document.addEventListener("click", hideTip);
