/** The longest URL in characters. Longer ones get 414. */
export const URL_LIMIT = 16_384;

/** The longest ID of a request, in characters. A longer `X-Request-Id` is replaced by an ID of the server. */
export const LONGEST_REQUEST_ID = 64;
