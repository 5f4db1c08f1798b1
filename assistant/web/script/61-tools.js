// --- the buttons below questions and answers; the class says which turn one belongs to

function turnOf(button) {
  return Number(/(?:^| )turn-(\d+)/.exec(button.className)?.[1]);
}

function typeOn() {
  document.querySelector("#question textarea")?.focus();
}

function judge(button, turn, liked) {
  const chosen = button.classList.contains("chosen");
  trigger("judge", { turn, liked: chosen ? null : liked, reason: "" });
  if (!liked && !chosen) askWhy(turn, false, "");
}

function askWhy(turn, liked, reason) {
  const box = document.querySelector("#reason-window");
  box.classList.toggle("liked", liked);
  askFor("reason", reason, (text) => trigger("judge", { turn, liked, reason: text }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".undraft")) {
    trigger("undraft", {});
    typeOn();
  }
  if (!button?.matches("#chat .tool, #chat .refine")) return;
  const turn = turnOf(button);
  const is = (name) => button.classList.contains(name);
  if (is("like") || is("dislike")) judge(button, turn, is("like"));
  else if (is("why")) {
    const tools = button.closest(".tools");
    const given = button.querySelector("bdi")?.textContent ?? "";
    askWhy(turn, tools.querySelector(".like").classList.contains("chosen"), given);
  } else if (is("again")) trigger("again", {});
  else {
    if (is("refine")) trigger("refine", { turn });
    else trigger("reword", { turn });
    typeOn();
  }
});
