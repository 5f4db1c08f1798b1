// --- the field that takes the address of a page of the web; the server fetches it, only when asked

(() => {
function setFetching(form, fetching) {
  const button = form.querySelector("button");
  button.disabled = fetching;
  button.textContent = fetching ? say("Fetching…") : say("Add a page");
}

// The server writes the field anew when it is done, empty or with the address that was refused.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.add-page");
  if (!form) return;
  event.preventDefault();
  const address = form.querySelector("input").value.trim();
  if (!address || form.querySelector("button").disabled) return;
  setFetching(form, true);
  setTimeout(() => form.isConnected && setFetching(form, false), Number(form.dataset.seconds) * 1000);
  trigger("add_page", { address });
});
})();
