// --- the buttons below questions and answers; a class such as "turn-3" holds the turn

function turnOf(button) {
  return Number(/(?:^| )turn-(\d+)/.exec(button.className)?.[1]);
}

function focusQuestion() {
  document.querySelector("#question textarea")?.focus();
}

function rateAnswer(button, turn, liked) {
  const selected = button.classList.contains("selected");
  trigger("rate_answer", { turn, liked: selected ? null : liked, reason: "" });
  if (!liked && !selected) askReason(turn, false, "");
}

function askReason(turn, liked, reason) {
  const box = document.querySelector("#reason-dialog");
  box.classList.toggle("liked", liked);
  openDialog("reason", reason, (text) => trigger("rate_answer", { turn, liked, reason: text }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".cancel-send-options")) {
    trigger("reset_send_options", {});
    focusQuestion();
  }
  if (!button?.matches("#chat .tool, #chat .edit-search")) return;
  const turn = turnOf(button);
  const is = (name) => button.classList.contains(name);
  if (is("like") || is("dislike")) rateAnswer(button, turn, is("like"));
  else if (is("rating-reason")) {
    const tools = button.closest(".tools");
    const given = button.querySelector("bdi")?.textContent ?? "";
    askReason(turn, tools.querySelector(".like").classList.contains("selected"), given);
  } else if (is("ask-again")) trigger("ask_again", {});
  else {
    if (is("edit-search")) trigger("edit_search", { turn });
    else trigger("edit_question", { turn });
    focusQuestion();
  }
});
