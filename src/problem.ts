/**
 * The closed list of problems. Each contract renders it in its own format (`contracts/<contract>.ts`); only that
 * decides on the status.
 */
export type ProblemKind =
  | 'invalid' // the request is understood but not acceptable
  | 'unreadable' // the body is not a JSON object
  | 'credential_missing' // a credential that the contract requires was not sent
  | 'credential_malformed' // a credential has the wrong form
  | 'credential_refused' // the credential is not valid here
  | 'forbidden' // the caller is known but lacks the permission
  | 'not_found'
  | 'no_such_route'
  | 'gone' // what was asked for is not kept any more
  | 'method_not_allowed'
  | 'duplicate' // another record has this value
  | 'conflict' // the state of the record does not allow it
  | 'locked' // an email or phone is locked
  | 'in_use' // the customer has ledger entries
  | 'nonce_reused'
  | 'idempotency_key_reused' // the key was sent with another request before
  | 'idempotency_key_in_use' // the first request with the key is under way
  | 'precondition_failed' // the record has changed since the client read it
  | 'precondition_required' // the client must say which version it has read
  | 'too_many_requests'
  | 'too_large'
  | 'address_too_long'
  | 'unsupported_media_type'
  | 'unavailable' // the database is unavailable; a retry may help
  | 'internal';

/** What a problem is about. Contracts have their own names for it. */
export type Subject =
  | 'customer'
  | 'email'
  | 'phone'
  | 'company_name'
  | 'contact_person'
  | 'api_key'
  | 'ledger_entry'
  | 'user'
  | 'webhook'
  | 'import'
  | 'merge';

/** The name of each subject in a sentence. */
export const NAME_OF: Record<Subject, string> = {
  customer: 'customer',
  email: 'email',
  phone: 'phone',
  company_name: 'company name',
  contact_person: 'contact person',
  api_key: 'API key',
  ledger_entry: 'ledger entry',
  user: 'user',
  webhook: 'webhook',
  import: 'import',
  merge: 'merge',
};

/** A refused field: `field` is its name in the contract, `rule` a token such as `maxLength`. */
export interface Detail {
  field: string;
  rule: string;
  message: string;
}

/**
 * The most that a refusal holds; lengths are in characters. Longer parts are cut: a caller chooses the names of
 * parameters, and some texts repeat them.
 */
export const MOST_OF_REFUSAL = { message: 10_000, details: 500, field: 500, rule: 64, detail: 2_000 };

interface ProblemOptions {
  subject?: Subject;
  /** Distinguishes problems of one kind if a contract has different words for them. */
  reason?: string;
  details?: Detail[];
  /** Seconds until a retry makes sense. */
  retryAfter?: number;
  /** The rate limit that was exceeded. */
  limit?: number;
  /** The methods that the route supports. */
  allow?: string[];
  /** The content coding of a body that the server cannot read. */
  coding?: string;
  /** For our log only; never rendered. */
  cause?: unknown;
}

/** A failure with two texts: `message` for the caller, `cause` for us. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly subject?: Subject;
  readonly reason?: string;
  readonly details: Detail[];
  readonly retryAfter?: number;
  readonly limit?: number;
  readonly allow?: string[];
  readonly coding?: string;

  constructor(kind: ProblemKind, message: string, { cause, details = [], ...rest }: ProblemOptions = {}) {
    super(cut(message, MOST_OF_REFUSAL.message), { cause });
    this.kind = kind;
    this.details = details.slice(0, MOST_OF_REFUSAL.details).map((detail) => ({
      field: cut(detail.field, MOST_OF_REFUSAL.field),
      rule: cut(detail.rule, MOST_OF_REFUSAL.rule),
      message: cut(detail.message, MOST_OF_REFUSAL.detail),
    }));
    Object.assign(this, rest);
  }
}

// Half of a character at the cut is left out, too.
const cut = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

export const invalid = (message: string, ...details: Detail[]) => new Problem('invalid', message, { details });

/** The most common problem: one field, one rule. */
export const invalidField = (field: string, rule: string, message: string) =>
  invalid(`${field} ${message}`, { field, rule, message: `${field} ${message}` });

export const notFound = (subject: Subject, name = NAME_OF[subject]) =>
  new Problem('not_found', `This ${name} does not exist.`, { subject });

/** What a customer was at a moment is not kept any more, or was never kept. */
export const notKept = () => gone('What the customer was then is not kept.');

export const gone = (message: string) => new Problem('gone', message);

export const duplicate = (field: string, message: string, options: ProblemOptions = {}) =>
  new Problem('duplicate', message, { ...options, details: [{ field, rule: 'unique', message }] });

export const conflict = (reason: string, message: string, options: ProblemOptions = {}) =>
  new Problem('conflict', message, { ...options, reason });

export const locked = (subject: Subject) =>
  new Problem('locked', `This ${NAME_OF[subject]} is locked and cannot be changed until it is unlocked.`, { subject });

export const hasTransactions = () =>
  new Problem('in_use', 'This customer has transactions and cannot be deleted.', { subject: 'customer' });

export const idempotencyKeyReused = () =>
  new Problem('idempotency_key_reused', 'This Idempotency-Key was sent with another request before.');
export const idempotencyKeyInUse = () =>
  new Problem('idempotency_key_in_use', 'The first request with this Idempotency-Key is under way.', { retryAfter: 1 });

/** `details`: what has changed since the client read the record. */
export const preconditionFailed = (details: Detail[] = []) => {
  const message = 'The customer has changed since it was read.';
  const changes = details.map((detail) => detail.message).join('; ');
  return new Problem('precondition_failed', changes ? `${message} ${changes}` : message, {
    subject: 'customer',
    details,
  });
};
export const preconditionRequired = () =>
  new Problem('precondition_required', 'If-Match is required, with the ETag of the customer as it was read.');

export const credentialMissing = (message: string, reason?: string) =>
  new Problem('credential_missing', message, { reason });
export const credentialMalformed = (message: string) => new Problem('credential_malformed', message);
export const credentialRefused = (message: string, cause?: unknown) =>
  new Problem('credential_refused', message, { cause });
export const forbidden = (message: string) => new Problem('forbidden', message);
export const addressTooLong = () => new Problem('address_too_long', 'The address is too long.');
export const tooManyRequests = (retryAfter: number, limit: number) =>
  new Problem('too_many_requests', `Too many requests. Try again in ${retryAfter} s.`, { retryAfter, limit });

/**
 * The parts of an error that may be logged: kind, code and place. Messages are left out, because they may have values
 * that a caller sent or that are stored.
 */
export function forLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, table, constraint, routine } = error as Partial<
    Record<'code' | 'table' | 'constraint' | 'routine', string>
  >;
  const told = { error: error.name, code, table, constraint, routine };
  return isSqlState(code) ? told : { ...told, at: framesOf(error.stack?.replace(error.message, '')) };
}

/** One word for a failure, from a closed list: the kind of a problem, a code, or the name of a class. */
export function failureWord(error: unknown): string {
  if (error instanceof Problem) return error.kind;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return (
    ([code, name].find((one) => typeof one === 'string' && /^\w{1,64}$/.test(one)) as string | undefined) ??
    typeof error
  );
}

/** The stack frames of a stack trace. */
export const framesOf = (stack = '') =>
  stack
    .split('\n')
    .flatMap((line) => /^\s+at (.+)$/.exec(line)?.slice(1) ?? [])
    .slice(0, 12);

// Node's codes, such as EPIPE, have no digit.
const isSqlState = (code: unknown) => typeof code === 'string' && /^(?=.*\d)[\dA-Z]{5}$/.test(code);
