// The list of chapters: a row for each, with what can be changed of it.
import { $, arrange, button, make, say } from "./dom.js";
import { at, change, choose, end, find, merge, model, move, origin, remove } from "./model.js";
import { snap } from "./marks.js";
import { player } from "./player.js";
import { mistakes, signs } from "./problems.js";
import { clock, exact, parse } from "./time.js";

/** @typedef {{item: HTMLLIElement, part: Record<string, any>}} Row */

/** @type {Map<number, Row>} */
const rows = new Map();

/** forgetRows lets all rows be made anew. */
export const forgetRows = () => rows.clear();

/** typed leaves a field with Enter, and with Escape as it was. @param {KeyboardEvent} event @param {HTMLInputElement} input @param {() => string} was */
function typed(event, input, was) {
  if (event.key === "Escape") input.value = was();
  if (event.key === "Escape" || event.key === "Enter") input.blur();
}

/** @param {number} id @returns {Row} */
function rowOf(id) {
  const { editable, no_adding: noAdding, static: alone } = model.state, item = make("li"), c = /** @type {import("./model.js").Chapter} */ (find(id));
  /** @type {Record<string, any>} */
  const part = { play: button("▶", "play", () => player.chapter(id)), length: make("span", "length"), more: make("div", "more") };
  item.dataset.id = id;
  for (const name of ["start", "title"]) {
    const input = part[name] = make("input", name);
    input.autocomplete = "off";
    input.spellcheck = name === "title";
    input.onfocus = () => choose(id);
    input.onkeydown = (/** @type {KeyboardEvent} */ event) => typed(event, input, () => name === "start" ? exact(/** @type {any} */ (find(id)).start) : /** @type {any} */ (find(id)).title);
  }
  part.start.readOnly = !editable;
  part.title.readOnly = !editable || c.fixed;
  if (editable && c.fixed) part.title.title = "This title cannot be changed from here: edit the text";
  part.start.onchange = () => {
    const value = parse(part.start.value), here = /** @type {import("./model.js").Chapter} */ (find(id));
    if (Number.isNaN(value) || value >= model.state.duration_s) {
      say(`${part.start.value} is no time in this episode: write minutes and seconds, as in 12:34`, true);
      part.start.value = exact(here.start);
      return;
    }
    change(`moved to ${exact(value)}`, () => move(id, value));
  };
  part.title.onchange = () => change("renamed", () => { /** @type {any} */ (find(id)).title = part.title.value.trim(); });
  item.append(part.play, part.start, part.title, part.length);
  if (editable) {
    part.snap = button("Snap", "snap", () => snap(id));
    part.snap.title = "Move it into the pause nearby";
    item.append(part.snap);
  }
  if (editable && !noAdding) {
    part.merge = button("Merge", "merge", () => merge(id));
    part.merge.title = "Let it go on to the end of the next one";
    part.delete = button("×", "delete", () => remove(id));
    item.append(part.merge, part.delete);
  }
  if (editable && !noAdding) {
    const link = part.url = make("input", "url");
    link.type = "url";
    link.placeholder = "Link: https://…";
    link.autocomplete = "off";
    link.onkeydown = (/** @type {KeyboardEvent} */ event) => typed(event, link, () => /** @type {any} */ (find(id)).url);
    link.onblur = () => item.classList.remove("linking");
    link.onchange = () => {
      const url = link.value.trim();
      if (url && !/^https?:\/\/[^\s/]+/.test(url)) {
        say(`${url} is no web address: it should begin with https://`, true);
        link.value = /** @type {any} */ (find(id)).url;
        return;
      }
      change(url ? "linked" : "unlinked", () => { /** @type {any} */ (find(id)).url = url; });
    };
    part.more.append(link);
    part.link = button("Link", "link", () => { item.classList.add("linking"); link.focus(); });
    item.insertBefore(part.link, part.snap);
  }
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
  if (c.image && /^https:/.test(c.image) && model.state.static) {
    const picture = make("img");
    picture.src = c.image;
    picture.alt = "";
    picture.loading = "lazy";
    list.push(picture);
  } else if (c.image) list.push(make("span", "chip", `picture: ${c.image}`));
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
    part.snap?.setAttribute("aria-label", `Snap ${name} into the pause nearby`);
    part.delete?.setAttribute("aria-label", `Delete ${name}`);
    part.merge?.setAttribute("aria-label", `Merge ${name} with the next chapter`);
    if (part.merge) part.merge.disabled = i + 1 === model.chapters.length;
    if (part.url) {
      if (document.activeElement !== part.url || part.url.value.trim() !== c.url) part.url.value = c.url;
      part.url.setAttribute("aria-label", `Link of ${name}`);
      part.link.setAttribute("aria-label", `Change the link of ${name}`);
    }
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
