/** What happened to one try of a request. It has neither headers nor bodies, and no values of the query. */
export interface DebugEntry {
  method: string;
  /** Without the query. */
  url: string;
  /** 1 for the first try. */
  attempt: number;
  milliseconds: number;
  /** The status of the answer, if there was one. */
  status?: number;
  /** The `X-Request-Id` of the answer, which the log of the server has too. */
  requestId?: string;
  /** Why there was no answer. */
  failure?: string;
  /** Milliseconds until the request is sent again. */
  againIn?: number;
}

export type Debug = boolean | ((entry: DebugEntry) => void);

export function reporterOf(debug: Debug | undefined): (entry: DebugEntry) => void {
  if (typeof debug === 'function') return debug;
  return debug ? (entry) => console.debug(lineOf(entry)) : () => undefined;
}

function lineOf({ method, url, attempt, milliseconds, status, requestId, failure, againIn }: DebugEntry): string {
  return [
    `clientela: ${method} ${url} ${status ?? failure} after ${milliseconds} ms`,
    ...(attempt > 1 ? [`try ${attempt}`] : []),
    ...(requestId ? [`request ${requestId}`] : []),
    ...(againIn === undefined ? [] : [`again in ${againIn} ms`]),
  ].join(', ');
}
