// The page knows the chapters, draws them over the levels, and sends what a person did to them.
import { against, compare } from "./against.js";
import { offerCopies } from "./copy.js";
import { send } from "./dialog.js";
import { $, dismiss, say } from "./dom.js";
import { keys } from "./keys.js";
import { Levels } from "./levels.js";
import { forget, loadPauses, place, showMarks } from "./marks.js";
import { meet } from "./meet.js";
import { add, dirty, model, redo, show, take, undo, watch } from "./model.js";
import { keepPage } from "./pictures.js";
import { player, watchPlayer } from "./player.js";
import { onFixed, showProblems } from "./problems.js";
import { forgetRows, rename, showRows } from "./rows.js";
import { getBytes, getJSON } from "./server.js";
import { clock } from "./time.js";
import { look, view, watchPointers, zoom } from "./view.js";
import { draw, sound } from "./waveform.js";

/** render draws what depends on which part is seen. */
function render() {
  const fresh = draw();
  compare(fresh);
  place();
}

/** bring brings the page up to date with the chapters. */
function bring() {
  showRows();
  showMarks();
  showProblems();
  head();
  const changed = dirty(), { state } = model;
  $("undo").disabled = !model.past.length;
  $("redo").disabled = !model.future.length;
  $("save").disabled = !changed || !state.can_save;
  $("write").disabled = !!state.no_writing;
  $("write").title = state.no_writing;
  document.title = (changed ? "* " : "") + (state.title || state.name || "Chapters");
  render();
}

/** head shows what the episode is. */
function head() {
  const { state } = model;
  $("name").textContent = state.title || state.name;
  $("facts").textContent = [state.title && !state.static ? state.name : "", state.facts, `${model.chapters.length} chapters`].filter(Boolean).join(" · ");
  $("cover").hidden = !state.cover;
  if (state.cover && !$("cover").src) $("cover").src = "cover";
  document.body.classList.toggle("readonly", !state.editable);
  document.body.classList.toggle("fixedlist", !!state.no_adding);
  $("why").textContent = state.editable && state.no_adding ? `You cannot add or delete chapters here: ${state.no_adding}.` : "";
}

/** renew takes over what the server says, after a fix. @param {any} answer */
function renew(answer) {
  forget();
  forgetRows();
  meet(answer.state);
  show();
  dismiss();
  say(answer.message);
}

function listen() {
  watch(bring);
  onFixed(renew);
  $("add").onclick = () => { add(player.ready() ? player.now() : (view.from + view.to) / 2); rename(); };
  $("undo").onclick = undo;
  $("redo").onclick = redo;
  $("save").onclick = () => send("save");
  $("write").onclick = () => send("write");
  $("cancel").onclick = () => $("dialog").close();
  $("dismiss").onclick = dismiss;
  $("help").onclick = () => $("keys").showModal();
  $("in").onclick = () => zoom(0.5, (view.from + view.to) / 2);
  $("out").onclick = () => zoom(2, (view.from + view.to) / 2);
  $("all").onclick = () => look(0, model.state.duration_s);
  $("around").onclick = () => player.around();
  watchPlayer(place);
  watchPointers(render, (t) => { if (player.ready()) player.audio.currentTime = t; place(); });
  addEventListener("keydown", keys);
  keepPage();
  addEventListener("resize", render);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", bring);
  addEventListener("beforeunload", (event) => { if (dirty() && model.state.editable) event.preventDefault(); });
}

async function start() {
  const data = $("data");
  if (data) { // a page by itself
    const all = JSON.parse(data.textContent);
    document.body.classList.add("static");
    sound.closely = false;
    take(all.state);
    sound.levels = new Levels(Uint8Array.from(atob(all.levels), (c) => c.charCodeAt(0)), model.state.step_s);
    if (model.state.audio_url) player.audio.src = model.state.audio_url;
    $("notes-box").hidden = !$("notes").textContent.trim();
  } else {
    const [state, bytes] = await Promise.all([getJSON("state"), getBytes("levels")]);
    take(state);
    sound.levels = new Levels(new Uint8Array(bytes), state.step_s);
    player.audio.src = "audio";
    loadPauses().catch((error) => say(error.message, true));
    await against();
    offerCopies();
    setInterval(() => getBytes("alive").catch((error) => say(error.message, true)), 20000);
  }
  head();
  $("player").hidden = !player.ready();
  document.body.classList.toggle("silent", !player.ready());
  const all = model.state.duration_s;
  view.from = 0;
  view.to = Math.min(all, Math.max(all / 12, 60));
  $("length").textContent = clock(all);
  listen();
  show();
  document.body.dataset.ready = String(Math.round(performance.now())); // in ms
}
start().catch((error) => say(`This page does not work: ${error.message}`, true));
