// --- adding files by a dialog or by drag and drop; folders keep their inner paths

(() => {
const DROP = say("Drop files or folders to add them");
const FILES_PER_EVENT = 200; // files told to the page's program in one event
const MAX_LISTED = 30;

const uploadArea = () => document.querySelector("#upload .upload");
const uploadList = () => document.querySelector("[data-uploads]");
let queue = [];
let arrived = [];
let sending = false;

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]")?.dataset.add;
  if (add) document.querySelector(`[data-added="${add}"]`).click();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-added]")) return;
  const files = [...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
  event.target.value = "";
  addFiles(files);
});

// --- dropping

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function showDrop(shown) {
  let sign = document.querySelector("#drop");
  if (!sign && shown) {
    sign = document.createElement("div");
    sign.id = "drop";
    sign.textContent = DROP;
    document.querySelector(".gradio-container").append(sign);
  }
  sign?.toggleAttribute("data-shown", shown);
}

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  showDrop(true);
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) showDrop(false);
});

document.addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  event.stopPropagation();
  showDrop(false);
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  trigger("show_documents", {});
  const found = [];
  for (const entry of entries) await walk(entry, found);
  while (!uploadArea()) await new Promise(requestAnimationFrame); // the tab is made when it is first shown
  addFiles(found);
}, true);

async function walk(entry, found) {
  if (!entry) return;
  if (entry instanceof File) found.push({ file: entry, name: entry.name });
  else if (entry.isFile) {
    const file = await new Promise((done) => entry.file(done, () => done(null)));
    if (file) found.push({ file, name: entry.fullPath.replace(/^\//, "") });
  } else if (!entry.name.startsWith(".")) {
    const reader = entry.createReader();
    let part;
    do {
      part = await new Promise((done) => reader.readEntries(done, () => done([]))); // 100 at most at a time
      for (const inner of part) await walk(inner, found);
    } while (part.length);
  }
}

// --- sending one file at a time, so that a refused file does not affect the others

function addFiles(files) {
  const suffixes = uploadArea().dataset.formats.split(" ");
  const most = Number(uploadArea().dataset.mostMb);
  if (!sending) uploadList().replaceChildren();
  for (const { file, name } of files) {
    const parts = name.split("/");
    if (parts.length > 1 && parts.some((part) => part.startsWith("."))) continue;
    const row = addRow(name);
    const dot = name.lastIndexOf(".");
    if (dot < 0 || !suffixes.includes(name.slice(dot).toLowerCase())) {
      refuse(row, say("'{name}' cannot be read; the formats that can are: {formats}.", { name, formats: suffixes.join(", ") }));
    } else if (file.size > most * 1e6) {
      refuse(row, say("'{name}' is larger than the {most} MB that are allowed.", { name, most }));
    } else {
      queue.push({ file, name, row });
    }
  }
  listRows();
  if (!sending) send();
}

function addRow(name) {
  const row = document.createElement("li");
  const label = document.createElement("bdi");
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", say("Adding {name}", { name }));
  const far = document.createElement("span");
  far.className = "how-far";
  far.textContent = say("Waiting");
  row.append(label, bar, far);
  uploadList().append(row);
  return row;
}

function refuse(row, why) {
  row.className = "failed";
  const said = document.createElement("span");
  said.className = "reason";
  said.setAttribute("role", "alert");
  said.textContent = why;
  row.replaceChildren(said);
}

function listRows() {
  const rows = [...uploadList().children].filter((row) => !row.matches(".rest"));
  rows.forEach((row, number) => row.toggleAttribute("hidden", number >= MAX_LISTED));
  uploadList().querySelector(".rest")?.remove();
  if (rows.length <= MAX_LISTED) return;
  const rest = document.createElement("li");
  rest.className = "rest";
  rest.textContent = say("and {count} more", { count: (rows.length - MAX_LISTED).toLocaleString(LANGUAGE) });
  uploadList().append(rest);
}

async function send() {
  sending = true;
  const began = performance.now();
  let sent = 0;
  while (queue.length) {
    const { file, name, row } = queue.shift();
    const waiting = () => queue.reduce((sum, each) => sum + each.file.size, 0);
    const show = (loaded) => {
      const bar = row.querySelector("progress");
      if (!bar) return;
      bar.value = file.size ? loaded / file.size : 1;
      const pace = (sent + loaded) / (performance.now() - began); // bytes a millisecond
      const left = pace ? Math.ceil((file.size - loaded + waiting()) / pace / 1000) : 0;
      row.querySelector(".how-far").textContent = `${Math.round(100 * bar.value)}%` + (left > 1 ? `, ${say("{time} left", { time: say("{count} s", { count: left }) })}` : "");
    };
    const { path, why } = await post(file, show);
    sent += file.size;
    if (path) {
      arrived.push({ path, name });
      row.remove();
    } else {
      refuse(row, say("'{name}' could not be sent: {why}", { name, why }));
    }
    listRows();
    if (arrived.length >= FILES_PER_EVENT) sendArrived();
  }
  sendArrived();
  sending = false;
}

function sendArrived() {
  if (arrived.length) trigger("add_files", { files: arrived });
  arrived = [];
}

function post(file, show) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", file, file.name);
    request.open("POST", `${window.gradio_config?.root ?? ""}/gradio_api/upload`);
    request.upload.addEventListener("progress", (event) => show(event.loaded));
    request.addEventListener("error", () => done({ why: say("the connection broke off; add it again.") }));
    request.addEventListener("load", () => {
      if (request.status === 401) return done({ why: say("sign in again.") });
      if (request.status === 413) return done({ why: say("it is too large.") });
      try {
        const [path] = JSON.parse(request.responseText);
        return done(request.status === 200 ? { path } : { why: say("the program refused it.") });
      } catch {
        return done({ why: say("the program refused it.") });
      }
    });
    request.send(body);
  });
}
})();
