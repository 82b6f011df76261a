/** Milliseconds on a clock that only moves forward. Use it for durations: the time of day may be changed meanwhile. */
export const monotonicNow = (): number => Math.round(performance.now());
