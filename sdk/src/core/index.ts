/** What every contract has. */
export { dataOf, Refused } from './answers.js';
export type { Call, CallOptions, Content, Whole } from './calls.js';
export type { Connection, Limits, Send } from './connection.js';
export type { Debug, DebugEntry } from './debug.js';
export {
  ApiError,
  AuthenticationError,
  BadRequestError,
  ClientelaError,
  ConflictError,
  ConnectionError,
  GoneError,
  IdempotencyError,
  NotFoundError,
  NotModifiedError,
  PermissionError,
  PreconditionFailedError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from './errors.js';
export type { List } from './lists.js';
export type { Middleware, PathForm } from './paths.js';
export type { Token } from './tokens.js';
export { VERSION } from './version.js';
