// Saving and writing: first the page says what would change, and then a person decides.
import { $, dismiss, make, say } from "./dom.js";
import { meet } from "./meet.js";
import { model, sent, show, snapshot, take } from "./model.js";
import { getJSON, post, Stale } from "./server.js";

/** commit lets the field that is being edited take what was typed. */
export function commit() {
  const field = /** @type {HTMLElement | null} */ (document.activeElement);
  if (field?.matches("input")) field.blur();
}

/** failed says what went wrong. What another program did to the text comes in, with what was done here on top. @param {unknown} error */
export async function failed(error) {
  let more = "";
  if (error instanceof Stale) {
    try {
      const both = meet(await getJSON("state"));
      show();
      more = ": the page shows its changes; yours are not saved yet";
      if (both.length) more += `. Changed on both sides, and kept as yours: ${both.map((title) => `"${title}"`).join(", ")}`;
    } catch (other) { error = other; }
  }
  say(/** @type {Error} */ (error).message + more, true);
}

/** send shows what would change, and does it if a person says so. @param {"save" | "write"} path */
export async function send(path) {
  commit();
  const write = path === "write", exact = $("exact"), asked = snapshot(), body = sent(); // what is shown is what is done
  const rehearse = async () => {
    const answer = await post(path, { ...body, exact: exact.checked, rehearse: true });
    $("words").replaceChildren(...answer.words.map((/** @type {string} */ text) => make("li", "", text)));
    for (const [name, text] of [["diff", answer.diff], ["frames", answer.frames]]) {
      $(name).textContent = text;
      $(`${name}-box`).hidden = !text;
      $(`${name}-box`).open = false;
    }
  };
  try {
    exact.checked = false;
    $("exact-box").hidden = !model.state.whole_seconds || !model.chapters.some((c) => c.start % 1 !== 0);
    await rehearse();
    $("dialog-title").textContent = write ? "Write into the MP3?" : "Save the text?";
    $("confirm").textContent = write ? "Write" : "Save";
    exact.onchange = () => rehearse().then(() => $("confirm").focus()).catch((error) => { $("dialog").close(); failed(error); });
    $("confirm").onclick = async () => {
      $("dialog").close();
      try {
        const done = await post(path, { ...body, exact: exact.checked }), later = snapshot();
        model.chapters = JSON.parse(asked);
        take(done.state, true);
        if (later !== asked) model.chapters = JSON.parse(later); // it was edited meanwhile: that is a change still
        show();
        dismiss();
        say(done.message);
      } catch (error) { await failed(error); }
    };
    $("dialog").showModal();
    $("confirm").focus(); // Enter confirms
  } catch (error) { await failed(error); }
}
