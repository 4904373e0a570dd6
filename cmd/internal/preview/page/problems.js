// What is wrong with the episode, on the rows that it concerns, and what fixes it.
import { $, button, make } from "./dom.js";
import { failed } from "./dialog.js";
import { model } from "./model.js";
import { post } from "./server.js";

/** taken is called with what the server says after a fix. @type {(answer: any) => void} */
let taken = () => {};

/** @param {(answer: any) => void} f */
export const onFixed = (f) => { taken = f; };

/** sign is one problem, in words. @param {any} p */
function sign(p) {
  const words = make("p", `sign ${p.severity}`, p.message);
  if (p.hint && !p.fix) words.append(make("small", "", p.hint));
  const correct = async (/** @type {string} */ time) => {
    try {
      taken(await post("fix", { version: model.state.version, problem: p.number, time }));
    } catch (error) { await failed(error); }
  };
  if (p.fix && !model.state.static) {
    words.append(button(`Fix: write ${p.fix.to || "nothing"} for ${p.fix.from || "nothing"}`, "fix", () => correct("")));
  } else if (p.written && model.state.editable) {
    const time = make("input", "start");
    time.value = p.written;
    time.autocomplete = "off";
    time.setAttribute("aria-label", `The time in line ${p.line}`);
    time.onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") correct(time.value.trim());
      if (event.key === "Escape") { time.value = p.written; time.blur(); }
    };
    words.append(time, button("Correct", "correct", () => correct(time.value.trim())));
  }
  return words;
}

/** signs are the problems of one topic. @param {number} topic */
export const signs = (topic) => topic < 0 ? [] : model.state.problems.filter((/** @type {any} */ p) => p.topic === topic).map(sign);

/** the rows of mistakes: what is typed into one must not go with each change @type {Map<string, HTMLElement>} */
const known = new Map();

/** mistakes are rows for what is in the text and is no topic, in the order of the text: a bad timestamp. */
export function mistakes() {
  return model.state.problems.filter((/** @type {any} */ p) => p.topic < 0 && p.line && p.severity === "error").map((/** @type {any} */ p) => {
    const key = `${model.state.version} ${p.number}`, item = known.get(key) || make("li", "mistake");
    if (!known.has(key)) {
      const words = sign(p);
      words.prepend(make("b", "", `line ${p.line}: `));
      item.append(words);
      known.set(key, item);
    }
    return { after: p.after, item };
  });
}

/** showProblems lists the others, errors first. */
export function showProblems() {
  const rank = { error: 0, warning: 1, advice: 2 };
  const others = model.state.problems.filter((/** @type {any} */ p) => p.topic < 0 && !(p.line && p.severity === "error"));
  others.sort((/** @type {{severity: keyof typeof rank}} */ a, /** @type {{severity: keyof typeof rank}} */ b) => rank[a.severity] - rank[b.severity]);
  $("problems-box").hidden = !others.length;
  $("problems").replaceChildren(...others.map((/** @type {any} */ p) => {
    const item = make("li");
    item.append(sign(p));
    return item;
  }));
}
