import { isDeepStrictEqual } from 'node:util';
import { type Detail, Problem } from '../problem.js';
import { type Names, withRecords } from './named-records.js';

/**
 * The body of a partial update. Omitted fields keep their value; null clears; other values are checked and set.
 * A value equal to what is stored is never refused, whatever a contract's limits say: reading a record and writing it
 * back always works.
 */
export class Changes<Dto extends object> {
  constructor(
    private readonly input: Checked<Dto>,
    private readonly names: Names = {},
  ) {}

  /** The known fields of the request, in its order. */
  get keys(): string[] {
    return Object.keys(this.input.value);
  }

  /** True for `{}`: no key at all, known or not. */
  get isEmpty(): boolean {
    return this.input.sent.length === 0;
  }

  /** Whether the request has this key, known or not. */
  has(key: string): boolean {
    return this.input.sent.includes(key);
  }

  /**
   * The DTO. Only if a value would be refused, or was changed by cleaning, it calls `current` for the stored record in
   * the words of the contract: a record that is older than a rule can still be read and written back. IDs of records
   * are then the records' own.
   */
  async against(current: () => Promise<object>): Promise<Dto> {
    return withRecords(await this.compared(current), this.names);
  }

  private async compared(current: () => Promise<object>): Promise<Dto> {
    const { broken, sentAs } = this.input;
    const value = { ...this.input.value } as Record<string, unknown>;
    if (broken.length === 0 && !isCleaned(sentAs, value)) return this.input.value;
    const stored = (await current().catch(nothing)) as Record<string, unknown>;
    const unchanged = new Set(
      this.keys.filter((key) => key in stored && [value[key], sentAs[key]].some((one) => isSame(one, stored[key]))),
    );
    const wrong = broken.filter(
      ({ field }) =>
        !unchanged.has(field.split('.')[0]!) && ![value, sentAs].some((one) => sameAt(field.split('.'), one, stored)),
    );
    if (wrong.length > 0) throw this.input.refused(wrong);
    // Other unchanged values are passed on: they may contradict another field, or another field may depend on them.
    const refused = new Set(broken.map(({ field }) => field.split('.')[0]!));
    for (const key of unchanged) if (refused.has(key) || !isSame(value[key], stored[key])) delete value[key];
    for (const key of Object.keys(value)) value[key] = withoutUnchanged(value[key], sentAs[key], stored[key]);
    return value as Dto;
  }
}

const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(plain(one), plain(other));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether cleaning changed a text, here or inside. An empty text that became null does not count: no record has one.
 */
function isCleaned(sent: unknown, value: unknown): boolean {
  if (typeof sent === 'string') return sent !== '' && sent !== value;
  if (Array.isArray(sent) && Array.isArray(value))
    return sent.length !== value.length || sent.some((one, at) => isCleaned(one, value[at]));
  return isObject(sent) && isObject(value) && Object.keys(value).some((key) => isCleaned(sent[key], value[key]));
}

/** The keys of an object whose values differ from the stored ones. Omitted keys keep their value there too. */
function withoutUnchanged(value: unknown, sent: unknown, stored: unknown): unknown {
  if (!isObject(value) || !isObject(sent) || !isObject(stored)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !(key in stored && isSame(sent[key], stored[key]))),
  );
}

// If the record does not exist, nothing counts as unchanged: an invalid body is refused before the missing record is.
function nothing(error: unknown): object {
  if (error instanceof Problem && error.kind === 'not_found') return {};
  throw error;
}

/** A body, and the rules that it breaks. */
export interface Checked<Dto> {
  value: Dto;
  broken: Detail[];
  /** By field, the value of the request before cleaning. */
  sentAs: Record<string, unknown>;
  /** Every key of the request, known or not. */
  sent: string[];
  /** A refusal that names fields in the caller's spelling. */
  refused(some: Detail[]): Problem;
  orRefuse(): Dto;
}

const plain = (value: unknown): unknown =>
  value && typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;

/**
 * Whether both have an equal value at this path: an invalid value inside an object may be unchanged while others
 * change.
 */
function sameAt(path: string[], one: unknown, other: unknown): boolean {
  const [mine, theirs] = [one, other].map((object) =>
    path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], object),
  );
  return mine !== undefined && isDeepStrictEqual(plain(mine), plain(theirs));
}
