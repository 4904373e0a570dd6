// Times as people write them.

/** clock is M:SS or H:MM:SS, with so many digits of a second. @param {number} seconds @param {number} [digits] */
export function clock(seconds, digits = 0) {
  const unit = 10 ** digits, whole = Math.floor(seconds * unit + 1e-6) / unit;
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** exact has as many digits as the time needs, three at most. @param {number} seconds */
export function exact(seconds) {
  const whole = Math.abs(seconds - Math.round(seconds)) < 1e-6;
  return clock(seconds, whole ? 0 : 3).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** parse reads what a person types; NaN where it is no time. @param {string} text */
export function parse(text) {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text.trim())) return NaN;
  return text.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** @param {number} x @param {number} low @param {number} high */
export const limit = (x, low, high) => Math.min(Math.max(x, low), high);
