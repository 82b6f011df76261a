/** What `dataOf` throws for a refusal; `refusal` is the body of the answer, in the contract's own words. */
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

/** The data of an answer, for who would rather catch a refusal than look for it: `dataOf(await billing.GET(…))`. */
export function dataOf<Given extends Answer>({ data, error, response }: Given): DataOf<Given> {
  if (!response.ok) throw new Refused(response.status, error);
  return data as DataOf<Given>;
}

/** Of an answer without a body, `undefined`. */
type DataOf<Given extends Answer> = [Given['data']] extends [undefined]
  ? undefined
  : Exclude<Given, { data?: undefined }>['data'];
