// Draws the waveform: the whole episode, a part of it, and the ruler above that.
import { $, color } from "./dom.js";
import { Close, Levels } from "./levels.js";
import { at, model } from "./model.js";
import { getBytes } from "./server.js";
import { clock } from "./time.js";
import { view } from "./view.js";

/** @type {{levels: Levels | null, close: Close | null, wanted: string, closely: boolean}} */
export const sound = { levels: null, close: null, wanted: "", closely: true };

const palette = 6;
const closer = 20; // seconds; what is shorter is drawn from decoded samples

/** colors are those of chapters, one after the other; the last one is of what is in front of the first. */
const colors = () => [...Array(palette).keys()].map((i) => color(`--c${i + 1}`)).concat(color("--line"));

/** fitted makes a canvas as fine as the screen. @param {HTMLCanvasElement} canvas */
function fitted(canvas) {
  const ratio = devicePixelRatio || 1, width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** paint draws levels from one time to another, in the colours of chapters; the lit one stands out.
 * @param {HTMLCanvasElement} canvas @param {number} a @param {number} b @param {Levels} levels @param {number[]} starts @param {number} lit @param {Close | null} [close] */
export function paint(canvas, a, b, levels, starts, lit, close = null) {
  const context = fitted(canvas), { width, height } = canvas, middle = height / 2, each = (b - a) / width, all = colors();
  context.clearRect(0, 0, width, height);
  let region = -1;
  for (let x = 0; x < width; x++) {
    const t = a + each * x, [most, mean] = levels.between(t, t + each);
    while (region + 1 < starts.length && starts[region + 1] <= t) region++;
    context.fillStyle = region < 0 ? all[palette] : all[region % palette];
    const strong = region === lit || lit < 0 ? 1 : 0.6;
    if (close) {
      const [low, high] = close.between(t, t + each), scale = middle * Math.min(levels.scale * 0.4, 4);
      context.globalAlpha = strong;
      const top = Math.max(middle - high * scale, 0), bottom = Math.min(middle - low * scale, height);
      context.fillRect(x, top, 1, Math.max(bottom - top, 1));
      continue;
    }
    context.globalAlpha = 0.4 * strong;
    context.fillRect(x, middle - most * middle, 1, Math.max(most * height, 1));
    context.globalAlpha = strong;
    context.fillRect(x, middle - mean * middle, 1, Math.max(mean * height, 1));
  }
  context.globalAlpha = 1;
}

const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** rule draws the times. */
function rule() {
  const canvas = $("ruler"), context = fitted(canvas), ratio = devicePixelRatio || 1, each = (view.to - view.from) / canvas.width;
  const step = steps.find((s) => s / each >= 78 * ratio) || steps[steps.length - 1], digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = color("--dim");
  context.font = `${12 * ratio}px system-ui, sans-serif`;
  context.textBaseline = "top";
  for (let n = Math.ceil(view.from / step); n * step <= view.to; n++) {
    const x = (n * step - view.from) / each;
    context.fillRect(x, 0, ratio, canvas.height);
    context.fillText(clock(n * step, digits), x + 4 * ratio, 3 * ratio);
  }
  context.globalAlpha = 0.5;
  for (let n = Math.ceil(view.from / step * 5); n * step / 5 <= view.to; n++) context.fillRect((n * step / 5 - view.from) / each, canvas.height * 0.7, ratio, canvas.height);
  context.globalAlpha = 1;
}

let drawn = ""; // what the overview shows: it is not drawn again where only the view moves

/** draw draws all of it, and says whether the overview was drawn again. */
export function draw() {
  if (!sound.levels || !model.state) return false;
  const starts = model.chapters.map((c) => c.start), lit = at(model.chosen), overview = $("overview");
  const now = JSON.stringify([starts, lit, overview.clientWidth, color("--c1"), devicePixelRatio]);
  if (now !== drawn) paint(overview, 0, model.state.duration_s, sound.levels, starts, lit);
  const fresh = now !== drawn;
  drawn = now;
  const short = view.to - view.from < closer;
  paint($("detail"), view.from, view.to, sound.levels, starts, lit, short && sound.close?.holds(view.from, view.to) ? sound.close : null);
  rule();
  if (short && sound.closely) decode();
  return fresh;
}

/** decode asks for the samples of what is seen, and a little around it. */
async function decode() {
  const long = view.to - view.from, from = Math.max(view.from - long / 4, 0), to = Math.min(view.to + long / 4, model.state.duration_s), wanted = `${view.from} ${view.to}`;
  if (sound.close?.holds(view.from, view.to) && sound.close.to - sound.close.from < 3 * long || sound.wanted === wanted) return;
  sound.wanted = wanted;
  await new Promise((done) => setTimeout(done, 80)); // not while it is still moving
  if (sound.wanted !== wanted) return;
  try {
    sound.close = new Close(from, to, new Int16Array(await getBytes(`samples?from=${from}&to=${to}`)));
    draw();
  } catch {
    sound.closely = false; // the estimate is what there is
  }
}

