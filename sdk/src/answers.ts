/** The error that `dataOf` throws. `refusal` is the response body, in the format of the contract. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly refusal: unknown,
  ) {
    super(`The request was refused with ${status}`);
  }
}

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** Returns the data of a response, or throws `Refused`: `dataOf(await billing.GET(…))`. */
export function dataOf<Given extends Answer>({ data, error, response }: Given): DataOf<Given> {
  if (!response.ok) throw new Refused(response.status, error);
  return data as DataOf<Given>;
}

/** `undefined` for a response without a body. */
type DataOf<Given extends Answer> = [Given['data']] extends [undefined]
  ? undefined
  : Exclude<Given, { data?: undefined }>['data'];
