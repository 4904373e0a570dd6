// The list of chapters: a row for each, with what can be changed of it.
import { $, arrange, button, make, say } from "./dom.js";
import { at, change, choose, end, model, move, origin } from "./model.js";
import { pictureOf } from "./pictures.js";
import { player } from "./player.js";
import { mistakes, signs } from "./problems.js";
import { clock, exact, parse } from "./time.js";
import { addTools, chapter, showTools, typed } from "./tools.js";

/** @typedef {{item: HTMLLIElement, part: Record<string, any>}} Row */

/** @type {Map<number, Row>} */
const rows = new Map();

/** forgetRows lets all rows be made anew. */
export const forgetRows = () => rows.clear();

/** @param {number} id @returns {Row} */
function rowOf(id) {
  const { editable, static: alone } = model.state, item = make("li"), c = chapter(id);
  /** @type {Record<string, any>} */
  const part = { play: button("▶", "play", () => player.chapter(id)), length: make("span", "length"), more: make("div", "more") };
  item.dataset.id = id;
  for (const name of ["start", "title"]) {
    const input = part[name] = make("input", name);
    input.autocomplete = "off";
    input.spellcheck = name === "title";
    input.onfocus = () => choose(id);
    input.onkeydown = (/** @type {KeyboardEvent} */ event) => typed(event, input, () => name === "start" ? exact(chapter(id).start) : chapter(id).title);
  }
  part.start.readOnly = !editable;
  part.title.readOnly = !editable || c.fixed;
  if (editable && c.fixed) part.title.title = "This title cannot be changed here: edit the text";
  part.start.onchange = () => {
    const value = parse(part.start.value), here = chapter(id);
    if (Number.isNaN(value) || value >= model.state.duration_s) {
      say(`${part.start.value} is not a time in this episode: write minutes and seconds, as in 12:34`, true);
      part.start.value = exact(here.start);
      return;
    }
    change(`moved to ${exact(value)}`, () => move(id, value));
  };
  part.title.onchange = () => change("renamed", () => { chapter(id).title = part.title.value.trim(); });
  item.append(part.play, part.start, part.title, part.length);
  if (editable) addTools(id, item, part);
  item.append(part.more);
  item.onclick = () => choose(id);
  if (alone) part.start.tabIndex = part.title.tabIndex = -1;
  return { item, part };
}

/** facts are what else a chapter has, in words. @param {import("./model.js").Chapter} c */
function facts(c) {
  const list = [];
  if (c.url) {
    const link = make("a", "chip", c.url.replace(/^https?:\/\//, ""));
    link.href = c.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    list.push(link);
  }
  if (c.image) list.push(pictureOf(c));
  if (c.hidden) list.push(make("span", "chip", "hidden: in no list of chapters"));
  if (c.end) list.push(make("span", "chip", `ends at ${exact(c.end)}`));
  return list;
}

/** showRows brings the list up to date. */
export function showRows() {
  for (const id of [...rows.keys()]) if (at(id) < 0) rows.delete(id);
  /** @type {Element[]} */
  const list = [];
  const lost = mistakes();
  const passed = (/** @type {number} */ topics) => { while (lost.length && lost[0].after <= topics) list.push(lost.shift().item); };
  for (const [i, c] of model.chapters.entries()) {
    if (origin(c.id) >= 0) passed(origin(c.id));
    if (!rows.has(c.id)) rows.set(c.id, rowOf(c.id));
    const { item, part } = /** @type {Row} */ (rows.get(c.id)), name = c.title || `chapter ${i + 1}`;
    if (document.activeElement !== part.start || parse(part.start.value) !== c.start) part.start.value = exact(c.start);
    if (document.activeElement !== part.title || part.title.value.trim() !== c.title) part.title.value = c.title;
    part.length.textContent = clock(Math.max(end(i) - c.start, 0));
    part.length.title = `${name} lasts ${part.length.textContent}`;
    item.style.setProperty("--own", `var(--c${i % 6 + 1})`);
    part.play.setAttribute("aria-label", `Play ${name}`);
    part.start.setAttribute("aria-label", `Start of ${name}`);
    part.title.setAttribute("aria-label", `Title of chapter ${i + 1}`);
    showTools(part, c, name, i + 1 === model.chapters.length);
    arrange(part.more, [...(part.url ? [part.url] : []), ...facts(c), ...signs(origin(c.id))]);
    list.push(item);
  }
  passed(Infinity);
  arrange($("chapters"), list);
  choose(model.chosen);
}

/** rename puts the cursor into the title of the chosen chapter. */
export function rename() {
  const input = rows.get(model.chosen)?.part.title;
  if (input) { input.focus(); input.select(); }
}
