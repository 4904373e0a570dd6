// What keys do.
import { $ } from "./dom.js";
import { send } from "./dialog.js";
import { add, at, choose, merge, model, redo, remove, undo } from "./model.js";
import { nudge, snap } from "./marks.js";
import { player } from "./player.js";
import { rename } from "./rows.js";
import { follow, look, view, zoom } from "./view.js";

/** go chooses another chapter. @param {number} by */
function go(by) {
  const c = model.chapters[Math.min(Math.max(at(model.chosen) + by, 0), model.chapters.length - 1)];
  if (!c) return;
  choose(c.id);
  follow(c.start);
  if (!player.audio.paused) player.chapter(c.id);
}

/** center is about what keys zoom: the chosen mark where it is seen, else the middle. */
function center() {
  const c = model.chapters[at(model.chosen)];
  return c && c.start >= view.from && c.start <= view.to ? c.start : (view.from + view.to) / 2;
}

/** @param {KeyboardEvent} event */
export function keys(event) {
  const target = /** @type {HTMLElement} */ (event.target), open = $("dialog").open || $("keys").open, { editable, no_adding: noAdding } = model.state;
  const typing = target.matches("input, textarea, select, audio") || open, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "s") { event.preventDefault(); if (!open && model.state.can_save) send("save"); }
    if (typing || event.altKey) return;
    if (key === "z") { event.preventDefault(); if (event.shiftKey) redo(); else undo(); }
    if (key === "y") { event.preventDefault(); redo(); }
    return;
  }
  if (event.altKey || typing) return;
  const step = event.shiftKey ? 1 : 0.1, list = editable && !noAdding;
  /** @type {Record<string, () => any>} */
  const actions = {
    " ": () => (target.matches("button:not(.play), summary, a") ? false : player.toggle()),
    j: () => player.back(2), k: () => player.audio.pause(), l: () => player.forward(), b: () => player.around(),
    ArrowDown: () => go(1), ArrowUp: () => go(-1), n: () => go(1), p: () => go(-1),
    ArrowLeft: () => nudge(-step), ArrowRight: () => nudge(step),
    "+": () => zoom(0.5, center()), "=": () => zoom(0.5, center()), "-": () => zoom(2, center()), "0": () => look(0, model.state.duration_s),
    a: () => { if (list) { add(player.ready() ? player.now() : center()); rename(); } }, r: () => { if (editable) rename(); },
    s: () => snap(model.chosen), m: () => { if (list) merge(model.chosen); }, z: () => (event.shiftKey ? redo() : undo()), y: redo,
    Delete: () => { if (list) remove(model.chosen); }, Backspace: () => { if (list) remove(model.chosen); },
    "?": () => $("keys").showModal(),
  };
  const action = actions[key];
  if (action && action() !== false) event.preventDefault();
}
