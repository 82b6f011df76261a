import type { FetchOptions, FetchResponse, Middleware } from 'openapi-fetch';

export type { Middleware } from 'openapi-fetch';

/**
 * A client by method and path: `client.GET('/api/…', { params, body })`. It resolves to `{ data, error, response }` and
 * does not throw where the server refuses. Unlike the client of openapi-fetch, it takes no unknown fields.
 */
export interface PathForm<Paths extends object> {
  GET: PathMethod<Paths, 'get'>;
  POST: PathMethod<Paths, 'post'>;
  PUT: PathMethod<Paths, 'put'>;
  PATCH: PathMethod<Paths, 'patch'>;
  DELETE: PathMethod<Paths, 'delete'>;
  /** Adds middleware. It sees each request once, however often that is repeated. */
  use(...middleware: Middleware[]): void;
  /** Takes middleware away. */
  eject(...middleware: Middleware[]): void;
}

type PathMethod<Paths extends object, Method extends string> = <Path extends PathsWith<Paths, Method>>(
  path: Path,
  ...init: Init<FetchOptions<At<Paths[Path], Method>>>
) => Promise<FetchResponse<At<Paths[Path], Method>, unknown, `${string}/${string}`>>;

/** A document has `undefined` for the methods that a path does not have. */
type PathsWith<Paths extends object, Method extends string> = {
  [Path in keyof Paths]: [At<Paths[Path], Method>] extends [undefined] ? never : Path;
}[keyof Paths];

// An operation is an interface, which fits a record of `any` only.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type At<Path, Method> = Method extends keyof Path ? Extract<Path[Method], Record<string | number, any>> : never;

/** Left out where nothing in it is required. */
type Init<Given> = Partial<Given> extends Given ? [init?: Given] : [init: Given];
