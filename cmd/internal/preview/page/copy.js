// Blocks of chapters for the descriptions of platforms, one click each.
import { $, button, make, say } from "./dom.js";
import { commit, failed } from "./dialog.js";
import { sent } from "./model.js";
import { post } from "./server.js";

const platforms = [["youtube", "YouTube"], ["spotify", "Spotify"], ["apple", "Apple Podcasts"]];

/** @param {string} name */
async function copy(name) {
  commit();
  try {
    const found = (await post("notes", sent())).find((/** @type {any} */ n) => n.name === name);
    $("copied").textContent = found.text;
    $("copied").hidden = !found.text;
    $("copy-warnings").replaceChildren(...found.warnings.map((/** @type {string} */ text) => make("li", "warning", `${found.title}: ${text}`)));
    if (!found.text) { say(`${found.title} would show no chapters; the reasons are below the buttons`, true); return; }
    try {
      await Promise.race([navigator.clipboard.writeText(found.text), new Promise((_, no) => setTimeout(no, 1000))]); // it may ask first
      say(`copied for ${found.title}`);
    } catch {
      getSelection()?.selectAllChildren($("copied"));
      say("the browser does not allow copying: press Ctrl+C to copy the selected block");
    }
  } catch (error) { await failed(error); }
}

/** offerCopies puts the buttons in. */
export function offerCopies() {
  $("copies").append(...platforms.map(([name, title]) => button(`Copy for ${title}`, "copy", () => copy(name))));
}
