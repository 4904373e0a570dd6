// What can be done to a chapter besides its start and title: the buttons of its row, and the field for its link.
import { button, make, say } from "./dom.js";
import { change, find, merge, model, remove } from "./model.js";
import { snap } from "./marks.js";
import { takesPictures } from "./pictures.js";
import { player } from "./player.js";

/** typed leaves a field with Enter, and with Escape as it was. @param {KeyboardEvent} event @param {HTMLInputElement} input @param {() => string} was */
export function typed(event, input, was) {
  if (event.key === "Escape") input.value = was();
  if (event.key === "Escape" || event.key === "Enter") input.blur();
}

/** chapter is that of an ID, which is there. @param {number} id */
export const chapter = (id) => /** @type {import("./model.js").Chapter} */ (find(id));

/** linkOf is the field for a chapter's link. @param {number} id @param {HTMLElement} item */
function linkOf(id, item) {
  const link = make("input", "url");
  link.type = "url";
  link.placeholder = "Link: https://…";
  link.autocomplete = "off";
  link.onkeydown = (/** @type {KeyboardEvent} */ event) => typed(event, link, () => chapter(id).url);
  link.onblur = () => item.classList.remove("linking");
  link.onchange = () => {
    const url = link.value.trim();
    if (url && !/^https?:\/\/[^\s/]+/.test(url)) {
      say(`${url} is not a web address: it should begin with https://`, true);
      link.value = chapter(id).url;
      return;
    }
    change(url ? "linked" : "unlinked", () => { chapter(id).url = url; });
  };
  return link;
}

/** addTools puts the buttons of a chapter into its row. @param {number} id @param {HTMLElement} item @param {Record<string, any>} part */
export function addTools(id, item, part) {
  const { no_adding: noAdding, no_hiding: noHiding } = model.state, tools = make("span", "tools");
  const tool = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ title, /** @type {() => void} */ action) => {
    part[name] = button(text, name, action);
    part[name].title = title;
    tools.append(part[name]);
  };
  if (!noAdding) {
    part.url = linkOf(id, item);
    part.more.append(part.url);
    tool("link", "Link", "Change its link", () => { item.classList.add("linking"); part.url.focus(); });
  }
  tool("around", "Around", "Play the seconds around its start", () => player.around());
  part.file = takesPictures(id, item);
  tools.append(part.file);
  tool("picture", "Picture", "Choose its picture, or drop one onto the row", () => part.file.click());
  if (!noHiding) tool("hide", "Hide", "Hide it from the list of chapters", () => change(chapter(id).hidden ? "shown" : "hidden", () => { chapter(id).hidden = !chapter(id).hidden; }));
  tool("snap", "Snap", "Move it into the nearest pause", () => snap(id));
  if (!noAdding) tool("merge", "Merge", "Merge it with the next one", () => merge(id));
  item.append(tools);
  if (!noAdding) item.append(part.delete = button("×", "delete", () => remove(id)));
}

/** showTools brings the buttons up to date. @param {Record<string, any>} part @param {import("./model.js").Chapter} c @param {string} name @param {boolean} last */
export function showTools(part, c, name, last) {
  if (!part.snap) return;
  part.snap.setAttribute("aria-label", `Snap ${name} into the nearest pause`);
  part.picture.setAttribute("aria-label", `Choose a picture for ${name}`);
  part.around.setAttribute("aria-label", `Play the seconds around the start of ${name}`);
  if (part.hide) {
    part.hide.textContent = c.hidden ? "Show" : "Hide";
    part.hide.setAttribute("aria-label", c.hidden ? `Show ${name} in the list of chapters` : `Hide ${name} from the list of chapters`);
  }
  if (!part.merge) return;
  part.delete.setAttribute("aria-label", `Delete ${name}`);
  part.merge.setAttribute("aria-label", `Merge ${name} with the next chapter`);
  part.merge.disabled = last;
  if (document.activeElement !== part.url || part.url.value.trim() !== c.url) part.url.value = c.url;
  part.url.setAttribute("aria-label", `Link of ${name}`);
  part.link.setAttribute("aria-label", `Change the link of ${name}`);
}
