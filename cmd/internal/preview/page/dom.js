// Elements of the page. Texts are set as text, never as markup.

/** $ is the element of an ID, which the page has. @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/** make makes an element. @param {string} tag @param {string} [name] its class @param {string} [text] @returns {any} */
export function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

/** button makes a button. @param {string} text @param {string} name @param {() => void} action @returns {HTMLButtonElement} */
export function button(text, name, action) {
  const b = make("button", name, text);
  b.type = "button";
  b.onclick = action;
  return b;
}

/** arrange puts elements in their order, and moves only those that are out of it: the keyboard's focus must not be lost.
 * @param {Element} parent @param {Element[]} elements */
export function arrange(parent, elements) {
  for (const old of [...parent.children]) if (!elements.includes(old)) old.remove();
  elements.forEach((element, i) => { if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] || null); });
}

/** say tells what was done; a failure stays until it is dismissed. @param {string} text @param {boolean} [failed] */
export function say(text, failed = false) {
  if (!failed && $("status").classList.contains("failed")) return;
  $("status").classList.toggle("failed", failed);
  $("status-text").textContent = text;
  $("dismiss").hidden = !failed;
}

/** dismiss takes a failure away. */
export function dismiss() {
  $("status").classList.remove("failed");
  say("");
}

/** color is one of the page's colours. @param {string} name */
export const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
