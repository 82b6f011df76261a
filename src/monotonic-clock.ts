/** Milliseconds on a clock that never goes back. Use it for durations: the system clock may be set at any time. */
export const monotonicNow = (): number => Math.round(performance.now());
