// The marks over the waveform: one for each chapter, that can be dragged.
import { $, arrange, make, say } from "./dom.js";
import { at, change, choose, committed, current, find, model, move, snapshot } from "./model.js";
import { getJSON, post } from "./server.js";
import { exact } from "./time.js";
import { player } from "./player.js";
import { view } from "./view.js";

/** @type {Map<number, HTMLElement>} */
const handles = new Map();

/** the places of pauses, in order @type {number[]} */
let places = [];

/** loadPauses asks for the pauses that marks fall into. */
export async function loadPauses() {
  places = (await getJSON("pauses")).map((/** @type {number[]} */ p) => p[2]);
}

/** nearest is the place of a pause near a time; that time, where there is none. @param {number} t @param {number} within */
function nearest(t, within) {
  let low = 0, high = places.length;
  while (low < high) { const middle = low + high >> 1; if (places[middle] < t) low = middle + 1; else high = middle; }
  let best = t, apart = within;
  for (const place of places.slice(Math.max(low - 1, 0), low + 1)) if (Math.abs(place - t) <= apart) { best = place; apart = Math.abs(place - t); }
  return best;
}

/** @param {number} id */
function handleOf(id) {
  const mark = make("div", "mark");
  mark.dataset.id = id;
  mark.tabIndex = 0;
  mark.setAttribute("role", "slider");
  mark.setAttribute("aria-valuemin", "0");
  mark.setAttribute("aria-valuemax", model.state.duration_s);
  mark.setAttribute("aria-readonly", String(!model.state.editable));
  mark.append(make("span"));
  mark.onfocus = () => choose(id);
  mark.onpointerdown = (/** @type {PointerEvent} */ event) => drag(event, id, mark);
  return mark;
}

/** drag moves a mark with the pointer: into a pause that is near, unless Alt is held.
 * @param {PointerEvent} event @param {number} id @param {HTMLElement} mark */
function drag(event, id, mark) {
  const c = find(id);
  choose(id);
  mark.focus();
  if (!c || !model.state.editable || event.button || !event.isPrimary) return;
  event.preventDefault();
  const before = snapshot(), wide = $("detail-box").clientWidth, grabbed = event.clientX, was = c.start;
  let dragged = false;
  mark.setPointerCapture(event.pointerId);
  mark.onpointermove = (e) => {
    dragged = dragged || Math.abs(e.clientX - grabbed) > 3;
    if (!dragged) return;
    const each = (view.to - view.from) / wide, t = was + (e.clientX - grabbed) * each;
    move(id, e.altKey ? t : nearest(t, 8 * each));
    mark.classList.add("dragged");
    place();
    say(`${c.title || "chapter"}: ${exact(c.start)}`);
  };
  const second = (/** @type {PointerEvent} */ e) => { // fingers that pinch drag nothing
    if (e.pointerId === event.pointerId) return;
    c.start = was;
    place();
    leave();
  };
  const leave = () => {
    mark.onpointermove = mark.onpointerup = mark.onpointercancel = null;
    mark.classList.remove("dragged");
    removeEventListener("pointerdown", second, true);
  };
  addEventListener("pointerdown", second, true);
  mark.onpointerup = mark.onpointercancel = () => {
    leave();
    if (dragged) committed(`moved to ${exact(c.start)}`, before);
  };
}

/** nudge moves the chosen mark by so many seconds. @param {number} by */
export function nudge(by) {
  const c = current();
  if (c && model.state.editable) change(`moved to ${exact(c.start + by)}`, () => move(c.id, c.start + by), `nudge ${c.id}`);
}

/** snap lets a mark fall into the pause near it. @param {number} id */
export async function snap(id) {
  const c = find(id);
  if (!c || !model.state.editable) return;
  try {
    const answer = await post("snap", { start_s: c.start });
    if (answer.found) change(`moved into the pause at ${exact(answer.place_s)}`, () => move(id, answer.place_s));
    else say("there is no pause within 3 s");
  } catch (error) { say(/** @type {Error} */ (error).message, true); }
}

/** showMarks brings the marks up to date. */
export function showMarks() {
  for (const id of [...handles.keys()]) if (at(id) < 0) handles.delete(id);
  for (const [i, c] of model.chapters.entries()) {
    if (!handles.has(c.id)) handles.set(c.id, handleOf(c.id));
    const mark = /** @type {HTMLElement} */ (handles.get(c.id));
    /** @type {HTMLElement} */ (mark.firstChild).textContent = c.title || String(i + 1);
    mark.setAttribute("aria-label", `Start of ${c.title || `chapter ${i + 1}`}`);
  }
  arrange($("marks"), model.chapters.map((c) => /** @type {HTMLElement} */ (handles.get(c.id))));
}

/** forget lets all marks be made anew. */
export const forget = () => handles.clear();

/** place puts marks, playhead and frame where they belong. */
export function place() {
  const long = view.to - view.from, all = 100 / model.state.duration_s, wide = $("detail-box").clientWidth;
  const list = model.chapters.map((c) => ({ c, mark: handles.get(c.id), x: (c.start - view.from) / long })).sort((a, b) => a.x - b.x);
  list.forEach(({ c, mark, x }, i) => {
    if (!mark) return;
    const label = /** @type {HTMLElement} */ (mark.firstChild), room = i + 1 < list.length ? (list[i + 1].x - x) * wide : wide;
    mark.style.left = `${x * 100}%`;
    mark.hidden = x < 0 || x > 1;
    mark.setAttribute("aria-valuenow", String(c.start));
    mark.setAttribute("aria-valuetext", exact(c.start));
    label.style.maxWidth = `${Math.max(room - 3, 0)}px`; // a label ends where the next mark stands
    label.hidden = room < 36;
  });
  $("view").style.left = `${view.from * all}%`;
  $("view").style.width = `${long * all}%`;
  const now = player.now(), x = (now - view.from) / long;
  $("overview-head").style.left = `${now * all}%`;
  $("detail-head").style.left = `${x * 100}%`;
  $("detail-head").hidden = x < 0 || x > 1;
  $("now").textContent = exact(Math.round(now * 10) / 10);
  $("range").textContent = `${exact(Math.round(view.from * 10) / 10)} to ${exact(Math.round(view.to * 10) / 10)}`;
}
