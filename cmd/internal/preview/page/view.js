// Which part of the episode is enlarged, and how a pointer moves it.
import { $ } from "./dom.js";
import { model } from "./model.js";
import { limit } from "./time.js";

export const view = { from: 0, to: 60 };

/** @type {() => void} */
let redraw = () => {};

const shortest = 2; // seconds

/** look enlarges from one time to another. @param {number} a @param {number} b */
export function look(a, b) {
  const all = model.state.duration_s, length = limit(b - a, Math.min(shortest, all), all);
  const from = limit(b - a < length ? (a + b - length) / 2 : a, 0, all - length);
  if (from === view.from && from + length === view.to) return;
  view.from = from;
  view.to = from + length;
  redraw();
}

/** zoom shows so many times as much, about a time. @param {number} factor @param {number} t */
export function zoom(factor, t) {
  const all = model.state.duration_s, length = limit((view.to - view.from) * factor, Math.min(shortest, all), all), share = (t - view.from) / (view.to - view.from);
  look(t - length * share, t + length * (1 - share));
}

/** follow brings a time into what is seen. @param {number} t */
export function follow(t) {
  const long = view.to - view.from;
  if (t < view.from || t > view.to) look(t - long / 3, t + long * 2 / 3);
}

/** pan moves it by so many seconds. @param {number} by */
export const pan = (by) => { const long = view.to - view.from, from = limit(view.from + by, 0, model.state.duration_s - long); look(from, from + long); };

/** timeAt is the time under a pointer. @param {HTMLElement} box @param {number} x @param {number} a @param {number} b */
function timeAt(box, x, a = view.from, b = view.to) {
  const rect = box.getBoundingClientRect();
  return limit(a + (x - rect.left) / rect.width * (b - a), 0, model.state.duration_s);
}

/** watchPointers lets the wheel zoom about the pointer, a drag pan, two fingers pinch, and a click seek.
 * @param {() => void} draw @param {(t: number) => void} seek */
export function watchPointers(draw, seek) {
  redraw = draw;
  const detail = $("detail-box"), overview = $("overview-box"), ruler = $("ruler-box");
  /** @type {Map<number, number>} */
  const fingers = new Map();
  let moved = 0, pinch = 0;
  detail.onwheel = (/** @type {WheelEvent} */ event) => {
    event.preventDefault();
    const long = view.to - view.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX || event.deltaY) / detail.clientWidth * long);
    else zoom(1.0015 ** limit(event.deltaY, -400, 400), timeAt(detail, event.clientX));
  };
  detail.onpointerdown = (/** @type {PointerEvent} */ event) => {
    if (/** @type {Element} */ (event.target).closest(".mark") || event.button) return;
    detail.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    moved = fingers.size > 1 ? 100 : 0;
  };
  detail.onpointermove = (/** @type {PointerEvent} */ event) => {
    const was = fingers.get(event.pointerId);
    if (was === undefined) return;
    fingers.set(event.pointerId, event.clientX);
    const each = (view.to - view.from) / detail.clientWidth;
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()], apart = Math.max(Math.abs(a - b), 10);
      if (pinch) zoom(pinch / apart, timeAt(detail, (a + b) / 2));
      pinch = apart;
      return;
    }
    moved += Math.abs(event.clientX - was);
    if (moved > 4) pan((was - event.clientX) * each);
  };
  detail.onpointerup = detail.onpointercancel = (/** @type {PointerEvent} */ event) => {
    if (fingers.delete(event.pointerId) && moved <= 4 && event.type === "pointerup") seek(timeAt(detail, event.clientX));
    pinch = 0;
  };
  ruler.onpointerdown = (/** @type {PointerEvent} */ event) => {
    ruler.setPointerCapture(event.pointerId);
    seek(timeAt(ruler, event.clientX));
    ruler.onpointermove = (/** @type {PointerEvent} */ e) => seek(timeAt(ruler, e.clientX));
    ruler.onpointerup = ruler.onpointercancel = () => { ruler.onpointermove = null; };
  };
  overview.onpointerdown = (/** @type {PointerEvent} */ event) => {
    const all = model.state.duration_s, long = view.to - view.from;
    const center = (/** @type {number} */ x) => { const t = timeAt(overview, x, 0, all); look(limit(t - long / 2, 0, all - long), limit(t - long / 2, 0, all - long) + long); };
    overview.setPointerCapture(event.pointerId);
    center(event.clientX);
    seek(timeAt(overview, event.clientX, 0, all));
    overview.onpointermove = (/** @type {PointerEvent} */ e) => center(e.clientX);
    overview.onpointerup = overview.onpointercancel = () => { overview.onpointermove = null; };
  };
}
