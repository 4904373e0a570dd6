// How loud the episode is, on a linear scale, at any zoom: levels come as a byte each, from -60 dB of full scale or less to 0.

const block = 64; // levels that are summed up as one

const amplitudes = Float32Array.from({ length: 256 }, (_, level) => level ? 10 ** ((level * 60 / 255 - 60) / 20) : 0);

export class Levels {
  /** @param {Uint8Array} bytes @param {number} step seconds */
  constructor(bytes, step) {
    this.bytes = bytes;
    this.step = step;
    const blocks = Math.ceil(bytes.length / block);
    this.most = new Float32Array(blocks);
    this.power = new Float32Array(blocks);
    const counts = new Uint32Array(256);
    for (let i = 0; i < bytes.length; i++) {
      const a = amplitudes[bytes[i]], b = i / block | 0;
      if (a > this.most[b]) this.most[b] = a;
      this.power[b] += a * a;
      counts[bytes[i]]++;
    }
    // The loudest moments fill the height; a click now and then does not make all else small.
    let over = 0, level = 255;
    while (level > 1 && (over += counts[level]) < bytes.length / 200) level--;
    this.scale = 1 / Math.max(amplitudes[level], 1e-3);
  }

  /** between is the loudest moment and the mean (RMS) between two times, both from 0 to 1. @param {number} a @param {number} b @returns {[number, number]} */
  between(a, b) {
    const first = Math.max(Math.floor(a / this.step), 0), last = Math.min(Math.max(Math.ceil(b / this.step), first + 1), this.bytes.length);
    let most = 0, power = 0;
    for (let i = first; i < last;) {
      if (i % block === 0 && i + block <= last) {
        const n = i / block;
        if (this.most[n] > most) most = this.most[n];
        power += this.power[n];
        i += block;
        continue;
      }
      const amplitude = amplitudes[this.bytes[i++]];
      if (amplitude > most) most = amplitude;
      power += amplitude * amplitude;
    }
    const mean = last > first ? Math.sqrt(power / (last - first)) : 0;
    return [Math.min(most * this.scale, 1), Math.min(mean * this.scale, 1)];
  }
}

// What is decoded of a part that is looked at closely: the least and the greatest sample of each of its parts.
export class Close {
  /** @param {number} from @param {number} to @param {Int16Array} pairs */
  constructor(from, to, pairs) {
    this.from = from;
    this.to = to;
    this.pairs = pairs;
  }

  /** @param {number} a @param {number} b */
  holds(a, b) { return this.from <= a + 1e-9 && b - 1e-9 <= this.to; }

  /** between is the least and the greatest sample, from -1 to 1. @param {number} a @param {number} b @returns {[number, number]} */
  between(a, b) {
    const n = this.pairs.length / 2, each = (this.to - this.from) / n;
    const first = Math.max(Math.floor((a - this.from) / each), 0), last = Math.min(Math.max(Math.ceil((b - this.from) / each), first + 1), n);
    let low = 0, high = 0;
    for (let i = first; i < last; i++) {
      if (this.pairs[2 * i] < low) low = this.pairs[2 * i];
      if (this.pairs[2 * i + 1] > high) high = this.pairs[2 * i + 1];
    }
    return [low / 32768, high / 32768];
  }
}
