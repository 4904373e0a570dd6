// Pictures of chapters: chosen, or dropped onto their rows. The program keeps them until the text is saved.
import { button, make, say } from "./dom.js";
import { change, find, model } from "./model.js";
import { post } from "./server.js";

/** base64 is what a file holds. @param {File} file @returns {Promise<string>} */
const base64 = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
  reader.onerror = () => failed(new Error(`${file.name} cannot be read`));
  reader.readAsDataURL(file);
});

/** give gives a chapter a picture. @param {number} id @param {File | undefined} file */
async function give(id, file) {
  if (!file) return;
  try {
    say(`taking ${file.name}…`);
    if (file.size > 16 * 2 ** 20) throw new Error(`${file.name} has more than 16 MiB`);
    const { image } = await post("picture", { name: file.name, content: await base64(file) });
    change(`${image} is the picture of ${find(id)?.title || "the chapter"}`, () => { const c = find(id); if (c) c.image = image; });
  } catch (error) { say(/** @type {Error} */ (error).message, true); }
}

/** takesPictures lets a row take pictures that are dropped onto it, and returns the field that chooses one. @param {number} id @param {HTMLElement} item */
export function takesPictures(id, item) {
  const input = make("input", "file");
  input.type = "file";
  input.accept = "image/jpeg,image/png";
  input.hidden = true;
  input.onchange = () => { give(id, input.files[0]); input.value = ""; };
  item.ondragover = (event) => { event.preventDefault(); item.classList.add("dropping"); };
  item.ondragleave = () => item.classList.remove("dropping");
  item.ondrop = (event) => {
    event.preventDefault();
    item.classList.remove("dropping");
    give(id, event.dataTransfer?.files[0]);
  };
  return input;
}

/** keepPage lets no file that misses a row take the page's place. */
export function keepPage() {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    say("drop a picture onto the row of its chapter");
  });
}

/** what shows a picture of a chapter: it is not asked for again with each change @type {Map<string, HTMLElement>} */
const shown = new Map();

/** pictureOf shows a chapter's picture. @param {import("./model.js").Chapter} c */
export function pictureOf(c) {
  const key = `${c.id} ${c.image}`, known = shown.get(key), box = known || make("span", "chip picture-of", c.image);
  const none = known ? box.querySelector("button") : model.state.editable && button("×", "unpicture", () => change("its picture was removed", () => { const here = find(c.id); if (here) here.image = ""; }));
  if (none) none.setAttribute("aria-label", `Remove the picture of ${c.title || "this chapter"}`);
  if (known) return box;
  if (!model.state.static || /^https:/.test(c.image)) {
    const picture = make("img");
    picture.src = model.state.static ? c.image : `picture?name=${encodeURIComponent(c.image)}`;
    picture.alt = "";
    picture.loading = "lazy";
    picture.onerror = () => picture.remove();
    box.prepend(picture);
  }
  if (none) box.append(none);
  shown.set(key, box);
  return box;
}
