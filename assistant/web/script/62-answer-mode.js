// --- the switch between quoted and written answers

document.addEventListener("click", (event) => {
  const side = event.target.closest("#answer-mode [data-answers]");
  if (side) trigger("set_answer_mode", { mode: side.dataset.answers });
});
