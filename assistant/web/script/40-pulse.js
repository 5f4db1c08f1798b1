// --- what changes behind the page, as indexing does, here or from the command line

const pulse = `${window.gradio_config?.root ?? ""}/pulse`;
const IDLE = 2000;
const BUSY = 400; // milliseconds, while indexing is shown

async function look() {
  if (!document.hidden) {
    const shown = document.querySelector("[data-pulse]")?.dataset.pulse ?? "";
    const now = await fetch(pulse, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : shown), () => shown);
    if (now !== shown) trigger("changed", { shown });
  }
  setTimeout(look, document.querySelector("#strip .running") ? BUSY : IDLE);
}

look();
