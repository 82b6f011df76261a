const isLong = process.env.TORTURE === 'long';

/** How often something is done: in the quick form, and in the long one, `npm run torture`. */
export const times = (quick: number, long: number) => (isLong ? long : quick);

/** One line of figures for each thing that was tried, past Jest, which frames what is logged. */
export function tell(what: string, figures: string): void {
  if (isLong) process.stderr.write(`torture: ${what}: ${figures}\n`);
}

export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

/** Settings of a server under more writes than a client is otherwise allowed. */
export const HARD = { LOG_LEVEL: 'fatal', THROTTLE_WRITE_LIMIT: '1000000' };
