"use strict";
// Where the audio was edited, the recording as it was stands over the one as it is, with bands between what is the same, and each topic
// has a proposal. What is accepted is an edit like any other: it can be undone, and is saved with the rest.
let older;

const moved = (topic) => chapters.find((c) => c.origin === topic.origin);
const waits = (topic) => { const c = moved(topic); return c !== undefined && Math.abs(c.start - topic.start_s) < 0.0005 && Math.abs(topic.place_s - topic.start_s) >= 0.0005; };
const placed = (topic) => topic.reason !== "removed" && topic.reason !== "unsure";

async function against() {
  if (!state.against) return;
  older = new Uint8Array(await (await fetch("against")).arrayBuffer());
  $("against-box").hidden = false;
  $("moves-box").hidden = state.against.different;
  $("against-words").textContent = state.against.different ? `${state.against.name} is another recording.` : `${state.against.name}, and what became of it: ${state.against.words}.`;
  $("accept-all").onclick = () => {
    const list = state.against.topics.filter((topic) => waits(topic) && placed(topic));
    change(`moved ${list.length} chapters`, () => { for (const topic of list) moved(topic).start = topic.place_s; });
  };
}

// hatch is what stands for parts that are in one recording alone.
function hatch(context, color) {
  const tile = document.createElement("canvas"), ratio = devicePixelRatio || 1, size = Math.round(8 * ratio);
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  pen.strokeStyle = color; pen.lineWidth = 2 * ratio;
  for (const by of [-size, 0, size]) { pen.beginPath(); pen.moveTo(by, size); pen.lineTo(by + size, 0); pen.stroke(); }
  return context.createPattern(tile, "repeat");
}

// compare draws what is the same.
function compare() {
  if (!state.against || !older) return;
  const old = $("old"), bands = $("bands"), overview = $("overview"), a = state.against, style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  paint(old, 0, a.duration_s, older, a.topics.map((topic) => topic.start_s));
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
  for (const topic of a.topics) {
    if (!placed(topic)) continue;
    context.beginPath();
    context.moveTo(topic.start_s / a.duration_s * width, 0);
    context.lineTo(topic.place_s / state.duration_s * width, height);
    context.stroke();
  }
  propose();
}

// propose lists where topics went.
function propose() {
  const all = state.against.topics.filter((topic) => topic.reason || Math.abs(topic.place_s - topic.start_s) >= 0.0005);
  arrange($("moves"), all.map((topic) => {
    const id = `move-${topic.origin}`, known = $(id), item = known || document.createElement("li");
    if (!known) {
      item.id = id;
      item.append(document.createElement("span"));
      if (topic.reason !== "unsure") {
        const button = document.createElement("button");
        button.type = "button";
        button.onclick = () => topic.reason === "removed" ? remove(moved(topic).id) : change("moved", () => { moved(topic).start = topic.place_s; });
        item.append(button);
      }
    }
    const words = { "": "", "beginning-removed": " (its beginning was cut)", removed: " was cut whole", unsure: ` (not sure; perhaps ${exact(topic.place_s)})` }[topic.reason];
    const there = moved(topic), open = topic.reason === "removed" ? there !== undefined : waits(topic);
    item.firstChild.textContent = `${exact(topic.start_s)}${placed(topic) ? ` \u2192 ${exact(topic.place_s)}` : ""}  ${topic.title}${words}`;
    if (item.lastChild !== item.firstChild) {
      item.lastChild.textContent = topic.reason === "removed" ? (open ? "Delete" : "deleted") : open ? "Accept" : "accepted";
      item.lastChild.setAttribute("aria-label", `${item.lastChild.textContent}: ${topic.title}`);
      item.lastChild.disabled = !open || !state.editable || topic.reason === "removed" && state.move_only;
    }
    return item;
  }));
  $("accept-all").disabled = !state.editable || !state.against.topics.some((topic) => waits(topic) && placed(topic));
}
