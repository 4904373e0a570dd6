// The chapters as a person has them, what was done to them, and what the server said of the episode.
import { say } from "./dom.js";
import { limit } from "./time.js";

/** @typedef {{line: string, start_s: number, title: string, url: string}} Line */
/** @typedef {{id: number, start: number, title: string, url: string, end: number, image: string, hidden: boolean, fixed: boolean}} Chapter */

export const model = {
  /** @type {any} */ state: null,
  /** @type {Chapter[]} */ chapters: [],
  /** which topic of the text a chapter is, by its ID @type {Map<number, number>} */ origins: new Map(),
  /** the lines of the text that chapters stood in, the last one at the end @type {Map<number, Line[]>} */ lines: new Map(),
  /** @type {string[]} */ past: [],
  /** @type {string[]} */ future: [],
  chosen: -1,
  saved: "[]",
  next: 0,
  lately: "",
};

/** @type {(() => void)[]} */
const watchers = [];

/** watch calls a function whenever the chapters have changed. @param {() => void} show */
export const watch = (show) => { watchers.push(show); };
export const show = () => { for (const f of watchers) f(); };

export const snapshot = () => JSON.stringify(model.chapters);
export const dirty = () => snapshot() !== model.saved;

/** @param {number} id */
export const at = (id) => model.chapters.findIndex((c) => c.id === id);
/** @param {number} id */
export const find = (id) => model.chapters.find((c) => c.id === id);
export const current = () => find(model.chosen);

/** origin is which topic of the text a chapter is; -1: none. @param {number} id */
export const origin = (id) => model.origins.get(id) ?? -1;

/** end is where a chapter ends. @param {number} i */
export const end = (i) => Math.min(i + 1 < model.chapters.length ? model.chapters[i + 1].start : Infinity, model.state.duration_s);

/** change does something to the chapters that can be undone. Changes of the same kind, one after the other, are undone at once.
 * @param {string} what @param {() => void} action @param {string} [same] */
export function change(what, action, same = "") {
  const before = snapshot();
  action();
  committed(what, before, same);
}

/** committed notes a change that was done. @param {string} what @param {string} before @param {string} [same] */
export function committed(what, before, same = "") {
  model.chapters.sort((a, b) => a.start - b.start);
  if (snapshot() === before) { show(); return; }
  if (!same || same !== model.lately) model.past.push(before);
  model.future = [];
  model.lately = same;
  show();
  say(what);
}

/** @param {string[]} from @param {string[]} to @param {string} words */
function step(from, to, words) {
  const there = from.pop();
  if (there === undefined) return;
  to.push(snapshot());
  model.chapters = JSON.parse(there);
  model.lately = "";
  if (at(model.chosen) < 0) model.chosen = model.chapters[0]?.id ?? -1;
  show();
  say(words);
}

export const undo = () => step(model.past, model.future, "undone");
export const redo = () => step(model.future, model.past, "done again");

/** @param {number} id */
export function choose(id) {
  model.chosen = at(id) >= 0 ? id : model.chapters[0]?.id ?? -1;
  for (const element of document.querySelectorAll("[data-id]")) element.classList.toggle("chosen", Number(/** @type {HTMLElement} */ (element).dataset.id) === model.chosen);
}

/** move sets where a chapter starts. @param {number} id @param {number} start */
export function move(id, start) {
  const c = find(id);
  if (c) c.start = Math.round(limit(start, 0, model.state.duration_s - 0.01) * 1000) / 1000;
}

/** add puts in a chapter, and chooses it. @param {number} start */
export function add(start) {
  const id = model.next++;
  change("added", () => { model.chapters.push({ id, start: Math.round(start * 1000) / 1000, title: "", url: "", end: 0, image: "", hidden: false, fixed: false }); });
  choose(id);
}

/** remove takes a chapter out, and chooses the one that follows. @param {number} id */
export function remove(id) {
  const row = at(id), c = find(id);
  if (!c) return;
  change(`deleted ${c.title || "a chapter"}; Z brings it back`, () => { model.chapters.splice(row, 1); });
  choose(model.chapters[Math.min(row, model.chapters.length - 1)]?.id ?? -1);
}

/** merge lets a chapter go on to the end of the next one. @param {number} id */
export function merge(id) {
  const c = find(id), next = model.chapters[at(id) + 1];
  if (c?.end) { say("The text states the end of this chapter: change it there", true); return; }
  if (next) change(`merged with ${next.title || "the next one"}`, () => { model.chapters.splice(at(next.id), 1); });
}

/** remember keeps the line that a chapter stands in: it may have to come back. @param {number} id @param {any} c */
function remember(id, c) {
  const known = model.lines.get(id) || [];
  if (c.line && known[known.length - 1]?.line !== c.line) model.lines.set(id, [...known, { line: c.line, start_s: c.start_s, title: c.title, url: c.url }]);
}

/** stood is the line that a chapter stood in, where it is in none now, or in one that says something else. @param {Chapter} c */
function stood(c) {
  const known = model.lines.get(c.id) || [], last = known[known.length - 1], same = known.findLast((l) => l.title === c.title && l.url === c.url);
  if (origin(c.id) < 0) return same || last;
  return same && last && (last.title !== c.title || last.url !== c.url) ? same : undefined;
}

/** take takes over what the server says. After a save, chapters stay what they are: keys must not act on another one.
 * @param {any} state @param {boolean} [same] */
export function take(state, same = false) {
  model.state = state;
  const before = [...model.chapters].sort((a, b) => a.start - b.start); // as the server sorts them
  same = same && before.length === state.chapters.length;
  model.origins = new Map();
  model.chapters = state.chapters.map((/** @type {any} */ c, /** @type {number} */ i) => {
    const id = same ? before[i].id : model.next++;
    model.origins.set(id, c.origin);
    remember(id, c);
    return { id, start: c.start_s, title: c.title, url: c.url, end: c.end_s || 0, image: c.image || "", hidden: !!c.hidden, fixed: !!c.fixed };
  });
  if (!same) { model.past = []; model.future = []; }
  model.saved = snapshot();
  model.lately = "";
  if (at(model.chosen) < 0) model.chosen = model.chapters[0]?.id ?? -1;
}

/** sent is the chapters as the server is asked about them. */
export function sent() {
  return { version: model.state.version, chapters: model.chapters.map((c) => ({ start_s: c.start, title: c.title, url: c.url, image: c.image, hidden: c.hidden, origin: origin(c.id), stood: stood(c) })) };
}
