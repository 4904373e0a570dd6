"use strict";
// The page knows the chapters, draws them over the levels, and sends what a person did to them. Texts are set as text, never as markup.
const $ = (id) => document.getElementById(id);
const audio = $("audio");
let lately = "", state, levels, chapters = [], saved = "[]", past = [], chosen = 0, from = 0, to = 60, next = 0;

const clock = (seconds, digits = 0) => {
  const unit = 10 ** digits, whole = Math.floor(seconds * unit + 1e-6) / unit;
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
};
const exact = (seconds) => clock(seconds, Math.abs(seconds - Math.round(seconds)) < 1e-6 ? 0 : 3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const seconds = (text) => {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text.trim())) return NaN;
  return text.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
};
const say = (text) => { $("status").textContent = text; };
const limit = (x, low, high) => Math.min(Math.max(x, low), high);
const snapshot = () => JSON.stringify(chapters);

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

// change does something to the chapters that can be undone.
function change(what, action, same = "") {
  const before = snapshot();
  action();
  chapters.sort((a, b) => a.start - b.start);
  if (snapshot() === before) return;
  if (!same || same !== lately) past.push(before); // nudges of one mark, one after the other, are undone at once
  lately = same;
  show();
  say(what);
}

function undo() {
  if (!past.length) return;
  chapters = JSON.parse(past.pop());
  lately = "";
  show();
  say("undone");
}

const at = (id) => chapters.findIndex((c) => c.id === id);
const current = () => chapters[at(chosen)];

function choose(id, look) {
  chosen = at(id) >= 0 ? id : (chapters[0] || { id: 0 }).id;
  if (look && current() && (current().start < from || current().start > to)) view(current().start - (to - from) / 3, current().start + (to - from) * 2 / 3);
  for (const element of document.querySelectorAll("[data-id]")) element.classList.toggle("chosen", Number(element.dataset.id) === chosen);
}

function move(id, start) {
  const c = chapters[at(id)];
  if (c) c.start = Math.round(limit(start, 0, state.duration_s - 0.01) * 1000) / 1000;
}

const nudge = (by) => { if (current()) change(`moved by ${by} s`, () => move(chosen, current().start + by), `nudge ${chosen}`); };

function play(c) {
  if (!c) return;
  choose(c.id, true);
  if (!audio.src) return;
  audio.currentTime = c.start;
  audio.play().catch(() => {});
}

function add() {
  const start = audio.src ? audio.currentTime : (from + to) / 2, id = next++;
  change("added", () => { chapters.push({ id, start: Math.round(start * 1000) / 1000, title: "", url: "", origin: -1 }); });
  choose(id, true);
}

function rename() {
  const input = document.querySelector(`li[data-id="${chosen}"] .title`);
  if (input) { input.focus(); input.select(); }
}

function remove(id) {
  const c = chapters[at(id)];
  if (!c) return;
  const row = at(id);
  change(`deleted ${c.title || "a chapter"}`, () => { chapters.splice(at(id), 1); });
  choose((chapters[Math.min(row, chapters.length - 1)] || { id: 0 }).id);
}

async function snap(id) {
  const c = chapters[at(id)];
  if (!c || !state.editable) return;
  try {
    const answer = await post("snap", { start_s: c.start });
    if (answer.found) change(`moved into the pause at ${exact(answer.place_s)}`, () => move(id, answer.place_s));
    else say("there is no pause near");
  } catch (error) { say(error.message); }
}

// Rows and marks stay the same elements as long as their chapters are there: a click that begins on one must end on it, and the
// keyboard's focus must not be lost.
const rows = new Map(), handles = new Map();

function rowOf(c) {
  const item = document.createElement("li"), part = {};
  item.dataset.id = c.id;
  const button = (text, name, action) => {
    const b = part[name] = document.createElement("button");
    b.type = "button"; b.textContent = text; b.className = name; b.onclick = action;
    return b;
  };
  for (const name of ["start", "title"]) {
    const input = part[name] = document.createElement("input");
    input.className = name; input.autocomplete = "off"; input.onfocus = () => choose(c.id);
    input.readOnly = !state.editable || name === "title" && state.move_only;
  }
  part.start.onchange = () => {
    const value = seconds(part.start.value), here = chapters[at(c.id)];
    if (Number.isNaN(value) || value >= state.duration_s) { say(`${part.start.value} is no time in this episode`); part.start.value = exact(here.start); return; }
    change("moved", () => move(c.id, value));
  };
  part.title.onchange = () => change("renamed", () => { chapters[at(c.id)].title = part.title.value.trim(); });
  part.sign = document.createElement("span");
  part.sign.className = "problem"; part.sign.textContent = "!"; part.sign.setAttribute("role", "img");
  item.append(button("▶", "play", () => play(chapters[at(c.id)])), part.start, part.title, part.sign);
  if (state.editable) item.append(button("snap", "snap", () => snap(c.id)));
  if (state.editable && !state.move_only) item.append(button("×", "delete", () => remove(c.id)));
  item.onclick = () => choose(c.id);
  return { item, part };
}

function handleOf(c) {
  const mark = document.createElement("div");
  mark.className = "mark"; mark.dataset.id = c.id; mark.tabIndex = 0;
  mark.setAttribute("role", "slider"); mark.setAttribute("aria-valuemin", 0); mark.setAttribute("aria-valuemax", state.duration_s);
  mark.setAttribute("aria-readonly", !state.editable);
  mark.append(document.createElement("span"));
  mark.onfocus = () => choose(c.id);
  mark.onpointerdown = (event) => drag(event, c.id, mark);
  return mark;
}

// arrange puts elements in their order, and moves only those that are out of it.
function arrange(parent, elements) {
  for (const old of [...parent.children]) if (!elements.includes(old)) old.remove();
  elements.forEach((element, i) => { if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] || null); });
}

// show brings the page up to date with the chapters.
function show() {
  for (const known of [rows, handles]) for (const id of [...known.keys()]) if (at(id) < 0) known.delete(id);
  for (const [i, c] of chapters.entries()) {
    if (!rows.has(c.id)) { rows.set(c.id, rowOf(c)); handles.set(c.id, handleOf(c)); }
    const { part } = rows.get(c.id), mark = handles.get(c.id), name = c.title || `chapter ${i + 1}`;
    if (document.activeElement !== part.start || seconds(part.start.value) !== c.start) part.start.value = exact(c.start);
    if (document.activeElement !== part.title || part.title.value.trim() !== c.title) part.title.value = c.title;
    part.play.setAttribute("aria-label", `Play ${name}`);
    part.start.setAttribute("aria-label", `Start of ${name}`);
    part.title.setAttribute("aria-label", `Title of chapter ${i + 1}`);
    if (part.snap) part.snap.setAttribute("aria-label", `Move ${name} into the pause nearby`);
    if (part.delete) part.delete.setAttribute("aria-label", `Delete ${name}`);
    const wrong = state.problems.filter((p) => p.topic >= 0 && p.topic === c.origin).map((p) => p.message).join("\n");
    part.sign.hidden = !wrong; part.sign.title = wrong; part.sign.setAttribute("aria-label", wrong);
    mark.firstChild.textContent = c.title || String(i + 1);
    mark.setAttribute("aria-label", `Start of ${name}`);
  }
  arrange($("chapters"), chapters.map((c) => rows.get(c.id).item));
  arrange($("marks"), chapters.map((c) => handles.get(c.id)));
  choose(chosen);
  const changed = snapshot() !== saved;
  $("undo").disabled = !past.length;
  $("save").disabled = !changed || !state.can_save;
  $("write").disabled = !state.can_write;
  document.title = (changed ? "* " : "") + (state.name || "Chapters");
  draw();
}

function drag(event, id, mark) {
  choose(id);
  mark.focus();
  if (!state.editable || event.button) return;
  event.preventDefault();
  const before = snapshot(), box = $("detail-box").getBoundingClientRect(), grabbed = event.clientX, was = current().start;
  mark.setPointerCapture(event.pointerId);
  mark.onpointermove = (e) => { move(id, was + (e.clientX - grabbed) / box.width * (to - from)); place(); };
  mark.onpointerup = mark.onpointercancel = () => {
    mark.onpointermove = mark.onpointerup = mark.onpointercancel = null;
    chapters.sort((a, b) => a.start - b.start);
    if (snapshot() !== before) past.push(before);
    show();
    if (snapshot() !== before) say(`moved to ${exact(current().start)}`);
  };
}

// view chooses which part of the episode is enlarged.
function view(a, b) {
  const length = limit(b - a, Math.min(4, state.duration_s), state.duration_s);
  from = limit(a, 0, state.duration_s - length);
  to = from + length;
  draw();
}

// place puts marks, playhead and frame where they belong.
function place() {
  for (const mark of $("marks").children) {
    const c = chapters[at(Number(mark.dataset.id))], x = (c.start - from) / (to - from);
    mark.style.left = `${x * 100}%`;
    mark.hidden = x < 0 || x > 1;
    mark.setAttribute("aria-valuenow", c.start);
    mark.setAttribute("aria-valuetext", exact(c.start));
  }
  const wide = $("detail-box").clientWidth, marks = [...$("marks").children];
  marks.forEach((mark, i) => { // a label ends where the next mark stands
    const after = marks[i + 1] && chapters[at(Number(marks[i + 1].dataset.id))], here = chapters[at(Number(mark.dataset.id))];
    const room = after ? (after.start - here.start) / (to - from) * wide : wide;
    mark.firstChild.style.maxWidth = `${Math.max(room - 3, 0)}px`;
    mark.firstChild.hidden = room < 16;
  });
  const width = 100 / state.duration_s;
  $("view").style.left = `${from * width}%`;
  $("view").style.width = `${(to - from) * width}%`;
  const now = audio.currentTime || 0, x = (now - from) / (to - from);
  $("overview-head").style.left = `${now * width}%`;
  $("detail-head").style.left = `${x * 100}%`;
  $("detail-head").hidden = x < 0 || x > 1;
  $("now").textContent = exact(Math.round(now * 10) / 10);
  $("range").textContent = `${clock(from, 1)} to ${clock(to, 1)}`;
}

// peak is the loudest level between two times, from 0 to 1.
function peak(list, a, b) {
  const first = Math.max(Math.floor(a / state.step_s), 0), last = Math.max(Math.ceil(b / state.step_s), first + 1);
  let most = 0;
  for (let i = first; i < last && i < list.length; i++) if (list[i] > most) most = list[i];
  return most / 255;
}

function paint(canvas, a, b, list = levels, starts = chapters.map((c) => c.start)) {
  const box = canvas.getBoundingClientRect(), ratio = devicePixelRatio || 1;
  const width = canvas.width = Math.round(box.width * ratio), height = canvas.height = Math.round(box.height * ratio);
  const style = getComputedStyle(document.documentElement), colors = [style.getPropertyValue("--wave"), style.getPropertyValue("--other")];
  const context = canvas.getContext("2d");
  for (let x = 0; x < width; x++) {
    const t = a + (b - a) * x / width, tall = Math.max(peak(list, t, a + (b - a) * (x + 1) / width) * height, 1);
    let region = 0;
    while (region < starts.length && starts[region] <= t) region++;
    context.fillStyle = colors[region % 2];
    context.fillRect(x, (height - tall) / 2, 1, tall);
  }
}

function draw() {
  paint($("overview"), 0, state.duration_s);
  paint($("detail"), from, to);
  if (state.against) compare();
  place();
}

// tell lists the problems.
function tell() {
  $("problems-box").hidden = !state.problems.length;
  $("problems").replaceChildren(...state.problems.map((p) => {
    const item = document.createElement("li"), hint = document.createElement("small");
    item.className = p.severity;
    item.textContent = `${p.line ? `line ${p.line}: ` : ""}${p.severity}: ${p.message}`;
    hint.textContent = p.hint;
    if (p.hint) item.append(hint);
    return item;
  }));
}

// take takes over what the server says of the episode.
function take(answer) {
  state = answer;
  chapters = state.chapters.map((c, i) => ({ id: i, start: c.start_s, title: c.title, url: c.url, origin: i }));
  next = chapters.length;
  saved = snapshot();
  past = [];
  $("name").textContent = state.name;
  $("facts").textContent = state.facts;
  document.body.classList.toggle("readonly", !state.editable);
  document.body.classList.toggle("moveonly", state.move_only);
  rows.clear();
  handles.clear();
  lately = "";
  tell();
}

// send shows what would change, and does it if a person says so.
async function send(path, title, label) {
  const body = { version: state.version, chapters: chapters.map((c) => ({ start_s: c.start, title: c.title, url: c.url, origin: c.origin })) };
  try {
    const rehearsal = await post(path, { ...body, rehearse: true });
    $("dialog-title").textContent = title;
    $("diff").textContent = rehearsal.diff;
    $("confirm").textContent = label;
    $("dialog").showModal();
    $("confirm").onclick = async () => {
      $("dialog").close();
      try {
        const done = await post(path, body);
        take(done.state);
        show();
        say(done.message);
      } catch (error) { say(error.message); }
    };
    $("diff").focus();
  } catch (error) { say(error.message); }
}

// afterKey waits until the key that asks for something comes up, so that its letter is not typed into what gets the focus.
function afterKey(act) { addEventListener("keyup", act, { once: true }); }

function keys(event) {
  const typing = event.target.matches("input, textarea, audio") || $("dialog").open;
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); $("save").click(); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing) { event.preventDefault(); undo(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const i = at(chosen), button = event.target.matches("button, summary");
  const step = event.shiftKey ? 1 : 0.1, list = state.editable && !state.move_only;
  const actions = {
    " ": () => { if (button) return false; audio.paused ? audio.play().catch(() => {}) : audio.pause(); },
    j: () => play(chapters[Math.min(i + 1, chapters.length - 1)]), k: () => play(chapters[Math.max(i - 1, 0)]),
    ArrowLeft: () => state.editable && nudge(-step), ArrowRight: () => state.editable && nudge(step),
    a: () => list && (add(), afterKey(rename)), r: () => list && afterKey(rename), s: () => snap(chosen), z: undo,
    Delete: () => list && remove(chosen),
  };
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action && action() !== false) event.preventDefault();
}

function listen() {
  $("add").onclick = () => { add(); rename(); };
  $("undo").onclick = undo;
  $("save").onclick = () => send("save", "Save these changes?", "Save");
  $("write").onclick = () => send("write", "Write these chapters into the MP3?", "Write");
  $("cancel").onclick = () => $("dialog").close();
  $("in").onclick = () => view(from + (to - from) / 4, to - (to - from) / 4);
  $("out").onclick = () => view(from - (to - from) / 2, to + (to - from) / 2);
  const seek = (event, box, a, b) => {
    const rect = box.getBoundingClientRect(), t = a + (event.clientX - rect.left) / rect.width * (b - a);
    if (audio.src) audio.currentTime = t;
    return t;
  };
  $("overview-box").onpointerdown = (event) => { const t = seek(event, $("overview-box"), 0, state.duration_s); view(t - (to - from) / 2, t + (to - from) / 2); };
  $("detail-box").onpointerdown = (event) => { if (!event.target.closest(".mark")) { seek(event, $("detail-box"), from, to); place(); } };
  $("detail-box").onwheel = (event) => {
    event.preventDefault();
    const rect = $("detail-box").getBoundingClientRect(), t = from + (event.clientX - rect.left) / rect.width * (to - from);
    const factor = event.deltaY > 0 ? 1.25 : 0.8;
    view(t - (t - from) * factor, t + (to - t) * factor);
  };
  audio.ontimeupdate = audio.onseeked = () => {
    const now = audio.currentTime;
    if (!audio.paused && (now < from || now > to)) view(now, now + (to - from));
    const playing = chapters.findLast((c) => c.start <= now + 0.05);
    for (const item of $("chapters").children) item.classList.toggle("playing", playing !== undefined && Number(item.dataset.id) === playing.id);
    place();
  };
  addEventListener("keydown", keys);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeunload", (event) => { if (snapshot() !== saved && state.editable) event.preventDefault(); });
}

async function start() {
  const data = $("data");
  if (data) { // a page by itself
    document.body.classList.add("static");
    const all = JSON.parse(data.textContent);
    levels = Uint8Array.from(atob(all.levels), (c) => c.charCodeAt(0));
    take(all.state);
    if (state.audio_url) audio.src = state.audio_url;
    $("notes-box").hidden = !$("notes").textContent.trim();
  } else {
    const [answer, bytes] = await Promise.all([fetch("state").then((r) => r.json()), fetch("levels").then((r) => r.arrayBuffer())]);
    levels = new Uint8Array(bytes);
    take(answer);
    audio.src = "audio";
    await against();
    setInterval(() => fetch("alive").catch(() => say("the program has ended; changes cannot be saved any more")), 20000);
  }
  $("player").hidden = !audio.src;
  document.body.classList.toggle("silent", !audio.src);
  chosen = (chapters[0] || { id: 0 }).id;
  from = 0; to = Math.min(state.duration_s, Math.max(state.duration_s / 12, 60));
  listen();
  show();
  document.body.dataset.ready = "yes";
}
start().catch((error) => say(`this page does not work: ${error.message}`));
