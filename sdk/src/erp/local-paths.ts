import type { paths } from './schema.js';

/** The document's operations without the parameters that the client adds: the account (in its base URL) and nonces. */
export type LocalPaths = {
  [Path in keyof paths as Path extends `/api/{account}/v4.0.0${infer Rest}` ? Rest : never]: {
    [Method in keyof paths[Path]]: Local<paths[Path][Method]>;
  };
};

type Local<Operation> = Operation extends { parameters: infer Parameters extends { query?: unknown; path?: unknown } }
  ? Omit<Operation, 'parameters'> & {
      parameters: Omit<Parameters, 'query' | 'path'> &
        Asked<'path', WithoutAccount<Parameters['path']>> &
        Asked<'query', WithNonce<NonNullable<Parameters['query']>>>;
    }
  : Operation;

type WithoutAccount<Path> = Omit<Path, 'account'>;

/** One's own nonce is sent as it is. */
type WithNonce<Query> = Omit<Query, 'nonce'> & { nonce?: number };

/** What has nothing required need not be there. */
type Asked<Place extends string, Given> =
  Partial<Given> extends Given ? { [Key in Place]?: Given } : { [Key in Place]: Given };
