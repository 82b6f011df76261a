const isLong = process.env.TORTURE === 'long';

/** The number of repetitions in the short run, and in the long one (`npm run torture`). */
export const times = (quick: number, long: number) => (isLong ? long : quick);

/** Prints one line of figures per experiment. It bypasses console.log, because Jest adds lines to that. */
export function tell(what: string, figures: string): void {
  if (isLong) process.stderr.write(`torture: ${what}: ${figures}\n`);
}

export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

/** Settings of a server that allows more writes than by default. */
export const HARD = { LOG_LEVEL: 'fatal', THROTTLE_WRITE_LIMIT: '1000000' };
