// --- accessible names: Gradio sets the raw markup of a message as its label

function setLabels() {
  for (const message of document.querySelectorAll('[data-testid="bot"], [data-testid="user"]')) {
    const label = message.dataset.testid === "bot" ? "Assistant" : say("You");
    if (message.getAttribute("aria-label") !== label) message.setAttribute("aria-label", label);
  }
  const log = document.querySelector('#chat [role="log"]');
  if (log && log.getAttribute("aria-label") !== say("Conversation")) log.setAttribute("aria-label", say("Conversation"));
  // Gradio gives the example questions the role of a list, but they are buttons.
  for (const examples of document.querySelectorAll('.examples[role="list"]')) {
    examples.setAttribute("role", "group");
    examples.setAttribute("aria-label", say("Questions to begin with"));
  }
}

new MutationObserver(() => {
  bringIntoView();
  setLabels();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-count", "aria-label"] });
