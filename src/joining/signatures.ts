/** Pairs of minima. More find names that differ more, and cost more. */
const PAIRS = 6;

/** Odd constants for multiplying, one for each minimum. */
const FACTORS = Array.from({ length: PAIRS * 2 }, (_, at) => (0x9e3779b1 + at * 0x85ebca76) | 1);

/**
 * Blocks that texts with mostly the same letters share: minima of hashes of their trigrams (MinHash), two at a time.
 * Two texts with 65 of 100 trigrams in common share a block with a probability of 96 %.
 */
export function signatures(text: string): string[] {
  const padded = `  ${text} `;
  if (text.length < 4) return [];
  const minima = new Array<number>(FACTORS.length).fill(0xffffffff);
  for (let at = 0; at + 3 <= padded.length; at++) {
    const hash = hashOf(padded, at);
    for (const [place, factor] of FACTORS.entries()) {
      const value = mixed(Math.imul(hash, factor));
      if (value < minima[place]!) minima[place] = value;
    }
  }
  return Array.from({ length: PAIRS }, (_, at) => `like ${at} ${minima[2 * at]} ${minima[2 * at + 1]}`);
}

/** FNV-1a of three characters. */
function hashOf(text: string, at: number): number {
  let hash = 0x811c9dc5;
  for (let place = at; place < at + 3; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash;
}

function mixed(value: number): number {
  let hash = value ^ (value >>> 15);
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return hash >>> 0;
}
