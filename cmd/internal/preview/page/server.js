// What the program on this machine is asked.

const ended = "Chapmark has ended, so you cannot save. Start chapmark preview again; until then, you can copy from this page.";

// Stale says that the text or the audio is another one than the page knows.
export class Stale extends Error {}

/** ask sends a request, and fails in words. @param {string} path @param {RequestInit} [options] */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(ended);
  }
  if (answer.ok) return answer;
  /** @type {{error?: string, stale?: boolean}} */
  let said = {};
  try {
    said = await answer.json();
  } catch { /* it is no answer of the program */ }
  throw said.stale ? new Stale(said.error) : new Error(said.error || `it was answered with ${answer.status}`);
}

/** @param {string} path @returns {Promise<any>} */
export const getJSON = async (path) => (await ask(path)).json();

/** @param {string} path */
export const getBytes = async (path) => (await ask(path)).arrayBuffer();

/** @param {string} path @param {any} body @returns {Promise<any>} */
export async function post(path, body) {
  return (await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
}
