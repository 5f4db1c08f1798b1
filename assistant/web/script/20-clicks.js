// --- clicks anywhere on the page

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite-"], a[href^="#near-"], a[href^="#read-"]');
  if (link) {
    event.preventDefault();
    go(link.getAttribute("href").slice(1), link);
    return;
  }
  if (event.target.closest('a[href="#documents"]')) {
    event.preventDefault();
    trigger("documents", {});
    return;
  }
  const control = event.target.closest("[data-go], [data-more], [data-close], [data-remove]");
  if (!control) return;
  if (control.dataset.go) go(control.dataset.go);
  else if (control.dataset.more) widen(control.dataset.more);
  else if (control.dataset.remove !== undefined) trigger("remove", { document: control.dataset.remove });
  else closeSource();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && phone.matches && "open" in side().dataset) closeSource();
});
