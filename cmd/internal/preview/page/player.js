// The player, and what the keys of editors do with it.
import { $, make } from "./dom.js";
import { choose, current, find, model } from "./model.js";
import { follow, view } from "./view.js";
import { limit } from "./time.js";

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];

export const player = {
  /** @type {HTMLAudioElement} */ audio: $("audio"),
  until: Infinity, // where it pauses again
  now() { return this.audio.currentTime || 0; },
  ready() { return !!this.audio.src; },

  /** from plays from a time on. @param {number} t @param {number} [until] */
  from(t, until = Infinity) {
    if (!this.ready()) return;
    this.audio.currentTime = limit(t, 0, model.state.duration_s);
    this.until = until;
    this.audio.play().catch(() => {});
  },

  /** chapter plays a chapter from its start. @param {number} id */
  chapter(id) {
    const c = find(id);
    if (!c) return;
    choose(id);
    follow(c.start);
    this.from(c.start);
  },

  /** around plays the seconds around the chosen mark: does it begin where it should? */
  around() {
    const c = current();
    if (c) { follow(c.start); this.from(c.start - 1.5, c.start + 1.5); }
  },

  toggle() {
    this.until = Infinity;
    if (this.audio.paused) this.audio.play().catch(() => {}); else this.audio.pause();
  },

  /** forward plays, and faster each time. */
  forward() {
    if (this.audio.paused) { this.speed(1); this.toggle(); } else this.speed(speeds.find((s) => s > this.audio.playbackRate) || speeds[speeds.length - 1]);
  },

  /** back goes back by so many seconds. @param {number} by */
  back(by) { if (this.ready()) this.audio.currentTime = Math.max(this.now() - by, 0); },

  /** speed sets how fast it plays. @param {number} rate */
  speed(rate) {
    this.audio.playbackRate = rate;
    $("speed").value = String(rate);
  },
};

/** watchPlayer lights the chapter that plays, and lets the view follow. @param {() => void} place */
export function watchPlayer(place) {
  for (const s of speeds) {
    const option = make("option", "", `${s}×`);
    option.value = String(s);
    option.selected = s === 1;
    $("speed").append(option);
  }
  $("speed").onchange = () => player.speed(Number($("speed").value));
  const { audio } = player;
  audio.ontimeupdate = audio.onseeked = () => {
    const now = player.now();
    if (now >= player.until) { audio.pause(); player.until = Infinity; }
    if (!audio.paused && (now < view.from || now > view.to)) follow(now);
    const playing = model.chapters.findLast((c) => c.start <= now + 0.05);
    for (const item of $("chapters").children) item.classList.toggle("playing", playing !== undefined && Number(item.dataset.id) === playing.id);
    place();
  };
}
