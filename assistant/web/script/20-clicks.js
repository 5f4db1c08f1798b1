// --- clicks on links and buttons of the source panel and the table

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite-"], a[href^="#near-"], a[href^="#read-"], a[href^="#proof-"]');
  if (link) {
    event.preventDefault();
    showItem(link.getAttribute("href").slice(1), link);
    return;
  }
  if (event.target.closest('a[href="#documents"]')) {
    event.preventDefault();
    trigger("show_documents", {});
    return;
  }
  const control = event.target.closest("[data-show], [data-more], [data-close], [data-remove]");
  if (!control) return;
  if (control.dataset.show) showItem(control.dataset.show);
  else if (control.dataset.more) widen(control.dataset.more);
  else if (control.dataset.remove !== undefined) trigger("remove_document", { document: control.dataset.remove });
  else closeSource();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isPhone.matches && "open" in sourceColumn().dataset) closeSource();
});
