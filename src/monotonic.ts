/** Milliseconds on a clock that only moves forward: for what lasts a time, whatever is done to the time of day. */
export const monotonic = (): number => Math.round(performance.now());
