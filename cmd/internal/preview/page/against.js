// Where the audio was edited, the recording as it was stands over the one as it is, with bands between what is the same, and each topic
// has a proposal. What is accepted is an edit like any other: it can be undone, and is saved with the rest.
import { $, arrange, button, color, make } from "./dom.js";
import { Levels } from "./levels.js";
import { change, model, origin, remove } from "./model.js";
import { getBytes } from "./server.js";
import { exact } from "./time.js";
import { paint } from "./waveform.js";

/** @type {Levels | null} */
let older = null;

/** @typedef {{origin: number, title: string, start_s: number, place_s: number, reason: "" | "beginning-removed" | "removed" | "unsure"}} Topic */

/** moved is the chapter of a topic. @param {Topic} topic */
const moved = (topic) => model.chapters.find((c) => origin(c.id) === topic.origin);
/** @param {Topic} topic */
const waits = (topic) => { const c = moved(topic); return c !== undefined && Math.abs(c.start - topic.start_s) < 0.0005 && Math.abs(topic.place_s - topic.start_s) >= 0.0005; };
/** @param {Topic} topic */
const placed = (topic) => topic.reason !== "removed" && topic.reason !== "unsure";
/** accept moves the chapter of a topic to where that went. @param {Topic} topic */
const accept = (topic) => { const c = moved(topic); if (c) c.start = topic.place_s; };

/** against asks for the old recording. */
export async function against() {
  const { against: a, step_s: step } = model.state;
  if (!a) return;
  older = new Levels(new Uint8Array(await getBytes("against")), step);
  $("against-box").hidden = false;
  $("moves-box").hidden = a.different;
  $("against-words").textContent = a.different ? `${a.name} is another recording.` : `${a.name}: ${a.words}.`;
  $("accept-all").onclick = () => {
    const list = a.topics.filter((/** @type {Topic} */ topic) => waits(topic) && placed(topic));
    change(`moved ${list.length} chapters`, () => list.forEach(accept));
  };
}

/** hatch is what stands for parts that are in one recording alone. @param {CanvasRenderingContext2D} context @param {string} stroke */
function hatch(context, stroke) {
  const tile = make("canvas"), ratio = devicePixelRatio || 1, size = Math.round(8 * ratio);
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  pen.strokeStyle = stroke; pen.lineWidth = 2 * ratio;
  for (const by of [-size, 0, size]) { pen.beginPath(); pen.moveTo(by, size); pen.lineTo(by + size, 0); pen.stroke(); }
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}

/** compare draws what is the same; the overview is fresh where it was drawn again. @param {boolean} fresh */
export function compare(fresh) {
  const { state } = model, a = state.against;
  if (!a || !older || !fresh) { if (a && older) propose(); return; }
  const old = $("old"), bands = $("bands"), overview = $("overview");
  paint(old, 0, a.duration_s, older, a.topics.map((/** @type {Topic} */ topic) => topic.start_s), -1);
  for (const [canvas, spans, length] of [[old, a.removed, a.duration_s], [overview, a.inserted, state.duration_s]]) {
    const context = canvas.getContext("2d");
    context.fillStyle = hatch(context, color("--mark"));
    for (const s of spans) context.fillRect(s.from_s / length * canvas.width, 0, Math.max((s.to_s - s.from_s) / length * canvas.width, 1), canvas.height);
  }
  const ratio = devicePixelRatio || 1, width = bands.width = old.width, height = bands.height = Math.round(bands.clientHeight * ratio), context = bands.getContext("2d");
  context.globalAlpha = 0.3;
  context.fillStyle = color("--wave");
  for (const s of a.stretches) {
    context.beginPath();
    context.moveTo(s.old_from_s / a.duration_s * width, 0);
    context.lineTo(s.old_to_s / a.duration_s * width, 0);
    context.lineTo(s.new_to_s / state.duration_s * width, height);
    context.lineTo(s.new_from_s / state.duration_s * width, height);
    context.fill();
  }
  context.globalAlpha = 1;
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = color("--mark");
  for (const topic of /** @type {Topic[]} */ (a.topics)) {
    if (!placed(topic)) continue;
    context.beginPath();
    context.moveTo(topic.start_s / a.duration_s * width, 0);
    context.lineTo(topic.place_s / state.duration_s * width, height);
    context.stroke();
  }
  propose();
}

/** propose lists where topics went. */
function propose() {
  const { state } = model, all = state.against.topics.filter((/** @type {Topic} */ topic) => topic.reason || Math.abs(topic.place_s - topic.start_s) >= 0.0005);
  arrange($("moves"), all.map((/** @type {Topic} */ topic) => {
    const id = `move-${topic.origin}`, known = $(id), item = known || make("li");
    if (!known) {
      item.id = id;
      item.append(make("span"));
      if (topic.reason !== "unsure") item.append(button("Accept", "accept", () => topic.reason === "removed" ? remove(moved(topic)?.id ?? -1) : change("moved", () => accept(topic))));
    }
    const words = { "": "", "beginning-removed": " (its beginning was cut)", removed: " was cut completely", unsure: ` (not sure; perhaps ${exact(topic.place_s)})` }[topic.reason];
    const there = moved(topic), open = topic.reason === "removed" ? there !== undefined : waits(topic);
    item.firstChild.textContent = `${exact(topic.start_s)}${placed(topic) ? ` \u2192 ${exact(topic.place_s)}` : ""}  ${topic.title}${words}`;
    if (item.lastChild !== item.firstChild) {
      item.lastChild.textContent = topic.reason === "removed" ? (open ? "Delete" : "deleted") : open ? "Accept" : "accepted";
      item.lastChild.setAttribute("aria-label", `${item.lastChild.textContent}: ${topic.title}`);
      item.lastChild.disabled = !open || !state.editable || topic.reason === "removed" && !!state.no_adding;
    }
    return item;
  }));
  $("accept-all").disabled = !state.editable || !state.against.topics.some((/** @type {Topic} */ topic) => waits(topic) && placed(topic));
}
