// --- evidence at once: on a wide window the panel opens at the best citation, before anybody clicks

(() => {
let openedFor = ""; // the key for which it opened by itself
let wasEmpty = true;

function openBestCitation() {
  const isEmpty = document.querySelector("#source .source-empty") !== null;
  if (isEmpty && !wasEmpty) openedFor = wantedKey = "";
  wasEmpty = isEmpty;
  const answer = [...document.querySelectorAll("#chat .bot-row .answer")].at(-1);
  if (!answer || isPhone.matches) return;
  const links = [...answer.querySelectorAll("a.cite, a.near")].map((link) => link.getAttribute("href").slice(1));
  const best = links.find((key) => /^(cite|near)-\d+-1$/.test(key)); // they are numbered by how well they fit
  if (!best && answer.matches(".writing")) openedFor = ""; // the answer to another question is on its way
  if (!best || best === openedFor) return;
  openedFor = wantedKey = best;
  trigger("show_citation", { key: best });
}

new MutationObserver(() => {
  openBestCitation();
  markCurrent();
}).observe(document.body, { subtree: true, childList: true });
isPhone.addEventListener("change", openBestCitation);
})();
