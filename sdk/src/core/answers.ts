import { ApiError, errorOf } from './errors.js';

/** @deprecated Use `ApiError`. */
export const Refused = ApiError;
/** @deprecated Use `ApiError`. */
export type Refused = ApiError;

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** Returns the data of a response to the path form, or throws an `ApiError`: `dataOf(await billing.GET(…))`. */
export function dataOf<Given extends Answer>({ data, error, response }: Given): DataOf<Given> {
  if (!response.ok) throw errorOf(response, error);
  return data as DataOf<Given>;
}

/** `undefined` for a response without a body. */
type DataOf<Given extends Answer> = [Given['data']] extends [undefined]
  ? undefined
  : Exclude<Given, { data?: undefined }>['data'];
