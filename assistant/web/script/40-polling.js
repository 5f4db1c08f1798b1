// --- polling for changes of index and build, also those made from the command line

const pollAddress = `${window.gradio_config?.root ?? ""}/poll`;
const IDLE_MS = 5000;
const BUSY_MS = 400; // milliseconds, while indexing is shown

async function poll() {
  if (!document.hidden) {
    const shown = document.querySelector("[data-page-version]")?.dataset.pageVersion ?? "";
    const now = await fetch(pollAddress, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : shown), () => shown);
    if (now !== shown) trigger("update_page", { shown });
  }
  setTimeout(poll, document.querySelector("#progress-line .running") ? BUSY_MS : IDLE_MS);
}

poll();
