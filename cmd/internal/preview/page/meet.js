// What another program, or a fix, did to the text comes in, and what a person did stays done to it.
import { at, model, snapshot, take } from "./model.js";

/** @typedef {import("./model.js").Chapter} Chapter */

/** what makes a chapter of one state that of another, the surest first @type {((a: Chapter, b: Chapter) => boolean)[]} */
const alike = [(a, b) => a.title === b.title && a.start === b.start, (a, b) => a.title === b.title, (a, b) => a.start === b.start];

/** pair finds out which chapters of two states are the same. @param {Chapter[]} before @param {Chapter[]} after */
function pair(before, after) {
  /** @type {Map<number, Chapter>} */
  const now = new Map(), taken = new Set();
  const match = (/** @type {Chapter} */ old, /** @type {Chapter | undefined} */ found) => { if (found) { now.set(old.id, found); taken.add(found.id); } };
  for (const same of alike) for (const old of before) if (!now.has(old.id)) match(old, after.find((c) => !taken.has(c.id) && same(old, c)));
  const left = before.filter((old) => !now.has(old.id)), free = after.filter((c) => !taken.has(c.id));
  if (left.length === free.length) left.forEach((old, i) => match(old, free[i])); // changed in all that they were known by
  return now;
}

/** meet takes over a state of the text, and names the chapters that were changed on both sides. @param {any} state @returns {string[]} */
export function meet(state) {
  /** @type {Chapter[]} */
  const before = JSON.parse(model.saved), mine = model.chapters, { past, future, lines, chosen } = model;
  take(state);
  const now = pair(before, model.chapters), ids = new Map([...now].map(([id, c]) => [c.id, id]));
  for (const own of mine.filter((c) => !before.some((old) => old.id === c.id))) {
    const twin = model.chapters.find((c) => !ids.has(c.id) && alike[0](own, c));
    if (twin) ids.set(twin.id, own.id);
  }
  for (const c of model.chapters) { // each is the chapter that it was
    const old = ids.get(c.id);
    if (old === undefined) continue;
    model.origins.set(old, /** @type {number} */ (model.origins.get(c.id)));
    lines.set(old, [...(lines.get(old) || []), ...(lines.get(c.id) || [])]);
    c.id = old;
  }
  model.saved = snapshot();
  /** @type {Set<string>} */
  const both = new Set();
  /** merged does to the new state what was done to the old one. @param {Chapter[]} list @param {boolean} [tell] */
  const merged = (list, tell = false) => {
    const result = model.chapters.filter((c) => !before.some((old) => old.id === c.id));
    for (const own of list) {
      const old = before.find((c) => c.id === own.id), here = now.get(own.id);
      if (!old && result.some((c) => c.id === own.id)) continue; // it was put in on both sides
      if (tell && old && !here && JSON.stringify(old) !== JSON.stringify(own)) both.add(own.title);
      if (old && !here && JSON.stringify(old) === JSON.stringify(own)) continue; // it was taken out there, and nothing was done to it here
      const changed = Object.entries(own).filter(([key, value]) => !old || value !== old[/** @type {keyof Chapter} */ (key)]);
      if (tell && old && here && changed.some(([key]) => here[/** @type {keyof Chapter} */ (key)] !== old[/** @type {keyof Chapter} */ (key)])) both.add(own.title);
      result.push(here ? { ...here, ...Object.fromEntries(changed) } : own);
    }
    if (tell) for (const old of before) {
      const here = now.get(old.id);
      if (here && !list.some((c) => c.id === old.id) && JSON.stringify(here) !== JSON.stringify(old)) both.add(here.title);
    }
    return result.sort((a, b) => a.start - b.start);
  };
  model.past = past.map((list) => JSON.stringify(merged(JSON.parse(list))));
  model.future = future.map((list) => JSON.stringify(merged(JSON.parse(list))));
  model.chapters = merged(mine, true);
  model.chosen = at(chosen) < 0 ? model.chapters[0]?.id ?? -1 : chosen;
  return [...both];
}
