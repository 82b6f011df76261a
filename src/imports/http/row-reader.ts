import type { Type } from '@nestjs/common';
import { checkedAs } from '../../contracts/input.js';
import { momentFrom } from '../../contracts/iso-time.js';
import type { Spelling } from '../../contracts/spelling.js';
import { type Detail, Problem } from '../../problem.js';
import type { ReadRecord } from '../draft.js';
import type { Fault } from '../import-row.entity.js';
import type { Reading } from '../sources.js';

export type Row = Readonly<Record<string, unknown>>;

/** The keys of a row that have a place in the record, or follow from others. Inner objects and lists have their own. */
export interface Known {
  readonly [key: string]: true | Known;
}

/** All of these keys have a place. */
export const knows = (...keys: readonly string[]): Known => Object.fromEntries(keys.map((key) => [key, true] as const));

/** Reads the parts of a row by the rules of a contract, and collects what is wrong with them. */
export class RowReader {
  private readonly faults: Fault[] = [];

  constructor(private readonly row: Row) {}

  /** A part of the row as the input of the contract. The result is of no use if anything is wrong. */
  as<Dto extends object>(dto: Type<Dto>, part: Row = this.row, at = '', spelling?: Spelling): Dto {
    const { value, broken } = checkedAs(dto, part, spelling);
    for (const detail of broken) this.faults.push(faultOf(detail, part, at));
    return value;
  }

  /** The objects of a list. */
  list(key: string, part: Row = this.row): { item: Row; at: string }[] | undefined {
    const value = part[key];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) {
      this.refuse(key, value, 'must be a list');
      return undefined;
    }
    return value.flatMap((item: unknown, place) => {
      const at = `${key}.${place}.`;
      if (isObject(item)) return [{ item, at }];
      this.refuse(at.slice(0, -1), item, 'must be an object');
      return [];
    });
  }

  object(key: string): Row | undefined {
    const value = this.row[key];
    if (value === undefined || value === null) return undefined;
    if (isObject(value)) return value;
    this.refuse(key, value, 'must be an object');
    return undefined;
  }

  /** An ID as text: a number or a text of at most 64 characters. */
  id(key: string, part: Row = this.row, at = ''): string | null {
    const value = part[key];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value === 'string' && value.trim() === value && value.length <= 64) return value;
    this.refuse(at + key, value, 'must be an ID: a whole number, or a text of at most 64 characters');
    return null;
  }

  time(
    key: string,
    part: Row = this.row,
    at = '',
    parse: (text: string) => Date | undefined = exactMoment,
  ): Date | undefined {
    const value = part[key];
    if (value === undefined || value === null || value === '') return undefined;
    const moment = typeof value === 'string' ? parse(value) : undefined;
    if (!moment) this.refuse(at + key, value, 'must be a time, ISO 8601');
    return moment;
  }

  token(key: string, part: Row = this.row, at = ''): string | null {
    const value = part[key];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string' && /^[a-z0-9]{12}$/.test(value)) return value;
    this.refuse(at + key, value, 'must be twelve characters of a-z and 0-9');
    return null;
  }

  flag(key: string, part: Row, at: string): boolean | undefined {
    const value = part[key];
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
    // From a cell of CSV.
    if (value === 'true' || value === 'false') return value === 'true';
    this.refuse(at + key, value, 'must be true or false');
    return undefined;
  }

  /** Decimal text of an amount of money. */
  money(key: string): string | undefined {
    const value = this.row[key];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return toDecimal(value);
    if (typeof value === 'string' && /^-?\d{1,20}(\.\d{1,10})?$/.test(value)) return value;
    this.refuse(key, value, 'must be an amount of money');
    return undefined;
  }

  refuse(field: string, value: unknown, why: string): void {
    this.faults.push({ field, ...shortened(value), why });
  }

  finish(known: Known, record: () => ReadRecord): Reading {
    const leftOver = leftOverOf(this.row, { ...ALWAYS_KNOWN, ...known }, '');
    const read = this.faults.length > 0 ? undefined : this.attempt(record);
    return read ? { record: read, leftOver } : { faults: this.faults, leftOver };
  }

  /** A value may have a meaning that is refused: a currency that does not exist. */
  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [detail = { field: 'row', rule: '', message: error.message }] = error.details;
      this.faults.push(faultOf(detail, this.row, ''));
      return undefined;
    }
  }
}

/** Why a row was refused, in a file of refused rows that is sent again. */
const ALWAYS_KNOWN: Known = { import_faults: true };

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The moment of a time, with its milliseconds. */
function exactMoment(text: string): Date | undefined {
  const moment = momentFrom(text);
  const [, fraction] = /:\d\d[.,](\d{1,3})/.exec(text) ?? [];
  return moment && fraction ? new Date(moment.getTime() + Number(fraction.padEnd(3, '0'))) : moment;
}

/** Without an exponent, which big and small numbers have. */
const toDecimal = (value: number): string =>
  /e/i.test(String(value)) ? value.toFixed(10).replace(/\.?0+$/, '') : String(value);

function faultOf({ field, message }: Detail, part: Row, at: string): Fault {
  const value = field.split('.').reduce<unknown>((inner, key) => (inner as Row | undefined)?.[key], part);
  const why = message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
  return { field: at + field, ...shortened(value), why };
}

const MOST_SHOWN = 200;

const shortened = (value: unknown): { value?: string } =>
  value === undefined
    ? {}
    : { value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MOST_SHOWN).toWellFormed() };

function leftOverOf(row: Row, known: Known, at: string): string[] {
  const found: string[] = [];
  for (const key in row) {
    const place = Object.hasOwn(known, key) ? known[key] : undefined;
    if (place === undefined) found.push(at + key);
    else if (place !== true) {
      const inner = row[key];
      for (const one of Array.isArray(inner) ? (inner as unknown[]) : [inner])
        if (isObject(one)) found.push(...leftOverOf(one, place, `${at}${key}.`));
    }
  }
  return found;
}
