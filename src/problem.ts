/**
 * What can go wrong, in our own words. Every contract renders this closed list in its own shape
 * (`contracts/<contract>.ts`); nothing else decides on a status.
 */
export type ProblemKind =
  | 'invalid' // the request is understood and not acceptable
  | 'unreadable' // the body is no JSON object
  | 'credential_missing' // a credential the contract asks for was not sent
  | 'credential_malformed' // a credential was sent in a form that cannot be one
  | 'credential_refused' // it was sent, and it does not open this door
  | 'forbidden' // we know you, and you may not do this
  | 'not_found'
  | 'no_such_route'
  | 'method_not_allowed'
  | 'duplicate' // something else already has this value
  | 'conflict' // the record's state does not allow it
  | 'locked' // an e-mail or phone is locked
  | 'in_use' // the ledger knows this customer
  | 'nonce_reused'
  | 'too_many_requests'
  | 'too_large'
  | 'address_too_long'
  | 'unsupported_media_type'
  | 'unavailable' // the database is away; trying again may help
  | 'internal';

/** What a problem is about; contracts have their own names for each. */
export type Subject = 'customer' | 'email' | 'phone' | 'company_name' | 'contact_person' | 'api_key' | 'ledger_entry';

/** One field that was refused: `field` in the caller's own words, `rule` one short token such as `maxLength`. */
export interface Detail {
  field: string;
  rule: string;
  message: string;
}

interface ProblemOptions {
  subject?: Subject;
  /** Tells two problems of one kind apart where a contract has a word for each. */
  reason?: string;
  details?: Detail[];
  /** Seconds until trying again makes sense. */
  retryAfter?: number;
  /** The budget that is used up. */
  limit?: number;
  /** Methods that the route does know. */
  allow?: string[];
  /** The content coding of a body that is not read. */
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
    super(message, { cause });
    this.kind = kind;
    this.details = details;
    Object.assign(this, rest);
  }
}

export const invalid = (message: string, ...details: Detail[]) => new Problem('invalid', message, { details });

/** One field, one rule, one sentence: the commonest refusal. */
export const invalidField = (field: string, rule: string, message: string) =>
  invalid(`${field} ${message}`, { field, rule, message: `${field} ${message}` });

export const notFound = (subject: Subject) =>
  new Problem('not_found', `This ${subject.replace('_', ' ')} does not exist.`, { subject });

export const duplicate = (field: string, message: string, options: ProblemOptions = {}) =>
  new Problem('duplicate', message, { ...options, details: [{ field, rule: 'unique', message }] });

export const conflict = (reason: string, message: string, options: ProblemOptions = {}) =>
  new Problem('conflict', message, { ...options, reason });

export const locked = (subject: Subject) =>
  new Problem('locked', `This ${subject} is locked and cannot be changed until it is unlocked.`, { subject });

export const hasTransactions = () =>
  new Problem('in_use', 'This customer has transactions and cannot be deleted.', { subject: 'customer' });

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
 * What our log may tell of a failure. A message may hold what somebody sent or what is stored, and so may a database's
 * complaint about a row: kind, code and place are ours to tell, values are not.
 */
export function forLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, table, constraint, routine } = error as Partial<
    Record<'code' | 'table' | 'constraint' | 'routine', string>
  >;
  const told = { error: error.name, code, table, constraint, routine };
  return isSqlState(code) ? told : { ...told, at: framesOf(error.stack?.replace(error.message, '')) };
}

/** The lines of a stack that name places. */
export const framesOf = (stack = '') =>
  stack
    .split('\n')
    .flatMap((line) => /^\s+at (.+)$/.exec(line)?.slice(1) ?? [])
    .slice(0, 12);

// Node's own codes, such as EPIPE, have no digit.
const isSqlState = (code: unknown) => typeof code === 'string' && /^(?=.*\d)[\dA-Z]{5}$/.test(code);
