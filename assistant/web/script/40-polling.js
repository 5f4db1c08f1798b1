// --- polling for changes of index and build, also those made from the command line

const pollAddress = `${window.gradio_config?.root ?? ""}/poll`;
const IDLE_MS = 5000;
const BUSY_MS = 400; // milliseconds, while indexing is shown

const TYPED = "assistant-typed";
const questionField = () => document.querySelector("#question textarea");
const PATIENCE = 24; // looks, two minutes, for an answer that is still on its way from the process before
let servedBy = ""; // the process that holds the state of this page
let waited = 0;

// The state of an open page lies in the memory of one process. When another answers, after a restart or behind a
// proxy, the page is opened again: its address names the conversation, and what was typed is put back.
function isServedBy(process) {
  servedBy ||= process;
  if (!process || process === servedBy) return true;
  if (document.querySelector("#chat .writing") && waited++ < PATIENCE) return false;
  sessionStorage.setItem(TYPED, questionField()?.value ?? "");
  location.reload();
  return false;
}

function restoreTyped() {
  const field = questionField();
  if (!field) return requestAnimationFrame(restoreTyped);
  const typed = sessionStorage.getItem(TYPED);
  sessionStorage.removeItem(TYPED);
  if (!typed || field.value) return;
  field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function poll() {
  if (!document.hidden) {
    const shown = document.querySelector("[data-page-version]")?.dataset.pageVersion ?? "";
    const answer = await fetch(pollAddress, { cache: "no-store" }).catch(() => null);
    if (answer?.ok && isServedBy(answer.headers.get("Assistant-Process") ?? "")) {
      const now = await answer.text().catch(() => shown);
      if (now !== shown) trigger("update_page", { shown });
    }
  }
  setTimeout(poll, document.querySelector("#progress-line .running") ? BUSY_MS : IDLE_MS);
}

requestAnimationFrame(restoreTyped);
poll();
