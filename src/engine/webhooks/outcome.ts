/** Why there is no status of the receiver. */
export type SendingFailure =
  | 'refused' // the URL, or an address of its name, may not be used
  | 'unresolved' // the name has no address
  | 'unreachable' // no connection, or the connection was lost before the status
  | 'certificate' // the receiver's certificate is not valid for its name
  | 'malformed' // the answer is not HTTP
  | 'timeout'
  | 'aborted'; // this side ended the request, since it stops

/** What became of one request. The body of the answer is read and thrown away: nothing of it is shown to a tenant. */
export type Outcome = Answered | { readonly failure: SendingFailure };

export interface Answered {
  readonly status: number;
  /** The header `Retry-After` as it was sent. */
  readonly retryAfter?: string;
}

export class NotSent extends Error {
  constructor(
    readonly failure: SendingFailure,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${failure}: ${detail}`, options);
  }
}
