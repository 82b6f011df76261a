/** Every error of this package. A request that its caller ended rejects with the reason of the signal instead. */
export class ClientelaError extends Error {
  override readonly name: string = 'ClientelaError';
}

/** There was no answer: the server could not be reached, or the connection broke. `cause` says more. */
export class ConnectionError extends ClientelaError {
  override readonly name: string = 'ConnectionError';
}

/** There was no answer in time (`timeout`). */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}

/** The server has refused a request, or could not do it. */
export class ApiError extends ClientelaError {
  override readonly name: string = 'ApiError';

  /** The HTTP status. */
  readonly status: number;
  /** The code of the contract, such as `VALIDATION_ERROR`. Where a contract has none: the name of the status. */
  readonly code: string;
  /** The `X-Request-Id` of the answer. The log of the server has it too. */
  readonly requestId: string | undefined;
  /** The body of the answer, in the format of the contract. */
  readonly body: unknown;
  readonly headers: Headers;

  constructor(response: Response, body: unknown) {
    const code = codeOf(body) ?? NAMES[response.status] ?? `HTTP_${response.status}`;
    super([`${response.status} ${code}`, textOf(body)].filter(Boolean).join(': '));
    this.status = response.status;
    this.code = code;
    this.requestId = response.headers.get('X-Request-Id') ?? undefined;
    this.body = body;
    this.headers = response.headers;
  }

  /** @deprecated Use `body`. */
  get refusal(): unknown {
    return this.body;
  }

  /** The seconds after which the server wants to be asked again, if it has said so. */
  get retryAfter(): number | undefined {
    const milliseconds = retryAfterOf(this.headers);
    return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
  }
}

/** 304: what `ifNoneMatch` names is still current. */
export class NotModifiedError extends ApiError {
  override readonly name = 'NotModifiedError';
}

/** 400: a field or a parameter is missing or invalid. */
export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError';
}

/** 401, or a 403 of erp: a credential is missing, wrong or has expired. */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError';
}

/** 403: the caller may not do that. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError';
}

/** 404: there is no such record for this caller. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409: the record is locked, or another one has the value already. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 410: what was asked for is not kept any more. */
export class GoneError extends ApiError {
  override readonly name = 'GoneError';
}

/** 412: the record has changed since it was read (`ifMatch`). */
export class PreconditionFailedError extends ApiError {
  override readonly name = 'PreconditionFailedError';
}

/** 422: the `idempotencyKey` was sent before, with another request. */
export class IdempotencyError extends ApiError {
  override readonly name = 'IdempotencyError';
}

/** 429: too many requests. `retryAfter` says when to go on. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError';
}

/** 5xx: the server, or a proxy before it, could not do it. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
}

const CLASSES: Record<number, new (response: Response, body: unknown) => ApiError> = {
  304: NotModifiedError,
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: PreconditionFailedError,
  422: IdempotencyError,
  429: RateLimitError,
};

/** The error of an answer that is no success. */
export function errorOf(response: Response, body: unknown): ApiError {
  const { status } = response;
  if (isSignedOutOfErp(response)) return new AuthenticationError(response, body);
  return new (CLASSES[status] ?? (status >= 500 ? ServerError : ApiError))(response, body);
}

/** The contract erp has no 401: its 403 has a challenge if a credential was refused, not if a permission is missing. */
export const isSignedOutOfErp = ({ status, headers }: Response) => status === 403 && headers.has('WWW-Authenticate');

/** The milliseconds of `Retry-After`, which is a number of seconds or a time. */
export function retryAfterOf(headers: Headers): number | undefined {
  const given = headers.get('Retry-After');
  if (given === null) return undefined;
  const milliseconds = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

const NAMES: Record<number, string> = {
  304: 'NOT_MODIFIED',
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'GONE',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  428: 'PRECONDITION_REQUIRED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};

/** What the refusals of the contracts have. Each contract has some of it. */
interface Refusal {
  code?: unknown;
  message?: unknown;
  error?: unknown;
  errors?: unknown;
  details?: unknown;
  type?: unknown;
  title?: unknown;
  detail?: unknown;
}

function codeOf(body: unknown): string | undefined {
  const { code, error, errors, type } = fieldsOf<Refusal>(body);
  const codes = [fieldsOf<Refusal>(error).code, code, fieldsOf<Refusal>(firstOf(errors)).type];
  return (
    codes.find((one): one is string => typeof one === 'string') ??
    (typeof type === 'string' && type.startsWith('/problems/') ? type.slice('/problems/'.length) : undefined)
  );
}

function textOf(body: unknown): string | undefined {
  const { message, error, errors, details, title, detail } = fieldsOf<Refusal>(body);
  const invalid = fieldsOf<{ constraints?: object }>(firstOf(message)).constraints;
  const said = [
    fieldsOf<Refusal>(error).message,
    message,
    detail,
    title,
    error,
    fieldsOf<Refusal>(firstOf(errors)).message,
  ].find(isText);
  // What is wrong with the first field, where the text above says only that something is.
  const because = [...valuesOf(invalid), fieldsOf<Refusal>(firstOf(details)).message, ...valuesOf(details)].find(
    isText,
  );
  return [said, because].filter(isText).join(': ') || undefined;
}

const valuesOf = (value: unknown): unknown[] => Object.values(fieldsOf<Record<string, unknown>>(value));
const isText = (value: unknown): value is string => typeof value === 'string';

const fieldsOf = <Fields extends object>(value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Fields;

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);
