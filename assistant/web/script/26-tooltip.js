// --- the tooltip of a citation number: quote and place, which are the two lines of its title

const tooltip = document.createElement("div");
tooltip.id = "tooltip";
tooltip.setAttribute("role", "tooltip");
tooltip.hidden = true;
document.body.append(tooltip);
let tooltipLink = null;
let quoteText = "";
let placeText = "";
let hideTimer = 0;

function showTooltip(link) {
  clearTimeout(hideTimer);
  if (tooltipLink === link) return;
  hideTooltip();
  tooltipLink = link;
  [quoteText, placeText] = link.title.split("\n");
  link.removeAttribute("title"); // the browser's own tooltip comes late, and not for the keyboard
  const quote = document.createElement("q");
  const place = document.createElement("span");
  quote.textContent = quoteText;
  place.textContent = placeText;
  quote.dir = "auto";
  tooltip.replaceChildren(quote, place);
  tooltip.hidden = false;
  link.setAttribute("aria-describedby", "tooltip");
  const at = link.getBoundingClientRect();
  const size = tooltip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, document.documentElement.clientWidth - size.width - 8));
  const above = at.top - size.height - 6;
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${above >= 8 ? above : at.bottom + 6}px`;
}

function hideTooltip() {
  clearTimeout(hideTimer);
  tooltipLink?.removeAttribute("aria-describedby");
  if (tooltipLink) tooltipLink.title = `${quoteText}\n${placeText}`;
  tooltipLink = null;
  tooltip.hidden = true;
}

const citationOf = (event) => event.target.closest?.("a.cite");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (citationOf(event)) showTooltip(citationOf(event));
  else if (event.target.closest?.("#tooltip")) clearTimeout(hideTimer);
  else if (tooltipLink && !tooltipLink.matches(":focus-visible")) {
    clearTimeout(hideTimer);
    hideTimer = setTimeout(hideTooltip, 150); // time to move into it
  }
});
document.addEventListener("focusin", (event) => (citationOf(event)?.matches(":focus-visible") ? showTooltip(citationOf(event)) : hideTooltip()));
document.addEventListener("focusout", (event) => citationOf(event) && hideTooltip());
document.addEventListener("scroll", hideTooltip, true);
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTooltip());
document.addEventListener("click", hideTooltip);
