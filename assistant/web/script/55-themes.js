// --- the themes on the start page: one card is open at a time; ask its questions, select its documents

(() => {
const cards = () => [...document.querySelectorAll("#chat .card")];
const keyOf = (element) => /(?:^| )theme-(\d+-\d+)/.exec(element.className)?.[1];
let open = ""; // the theme that is open, also when the page fills its cards anew

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#chat .suggested, #chat .select-theme");
  if (!button) return;
  if (button.matches(".suggested")) trigger("ask_suggested", { value: { text: button.textContent } });
  else {
    trigger("select_theme", { theme: keyOf(button) });
    document.querySelector("#question textarea")?.focus();
  }
});

document.addEventListener("toggle", (event) => {
  const card = event.target;
  if (!card.matches?.("#chat .card")) return;
  if (card.open) {
    open = keyOf(card);
    cards().forEach((other) => other === card || (other.open = false));
  } else if (open === keyOf(card) && card.isConnected) open = "";
}, true);

new MutationObserver(() => {
  const card = open && cards().find((each) => keyOf(each) === open);
  if (card && !card.open) {
    const more = card.closest(".more-themes");
    if (more) more.open = true;
    card.open = true;
  }
}).observe(document.body, { subtree: true, childList: true });
})();
