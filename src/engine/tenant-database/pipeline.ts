import type { PoolClient, Submittable } from 'pg';
import { cork, uncork } from './corking.js';
import { FencedQuery, type Opening } from './fenced-query.js';
import { statementError } from './failures.js';
import { preparedName, recentName, variantName } from './prepared-names.js';
import type { ReadStatement, Statement, Values } from './database.js';

export interface NamedStatement {
  /** The name under which the server prepares it. */
  name?: string;
  text: string;
  values?: Values;
  maxBytes?: number;
}

export interface Answer<Row> {
  rows: Row[];
  /** The row of the opening, as text. */
  opened: readonly (string | null)[];
  /** Whether rows are missing because they had more bytes than `maxBytes`. */
  isCut: boolean;
}

const NAMES: Record<NonNullable<Statement['prepare']>, (text: string) => string | undefined> = {
  always: preparedName,
  'first-variants': variantName,
  'while-recent': recentName,
  never: () => undefined,
};

/** A proxy does not keep prepared statements, so nothing has a name there. */
export const named = (
  { text, values, prepare = 'always', maxBytes }: ReadStatement,
  isProxied: boolean,
): NamedStatement => ({ name: isProxied ? undefined : NAMES[prepare](text), text, values, maxBytes });

/** Sends a statement, and the opening ahead of it in one pipeline. */
export function send<Row>(
  client: PoolClient,
  { name, text, values = [], maxBytes }: NamedStatement,
  opening?: Opening,
): Promise<Answer<Row>> {
  return new Promise((resolve, reject) => {
    const query = new FencedQuery<Row>(
      { name, text, values: [...values] },
      opening,
      (error, result) => {
        if (error) reject(statementError(error));
        else resolve({ rows: result.rows, opened: query.opened, isCut: query.isCut });
      },
      maxBytes,
    );
    client.query(query as unknown as Submittable);
  });
}

/**
 * Sends a statement in a transaction of its own, with BEGIN, the opening and COMMIT in one packet. Other statements may
 * be under way on the connection: nothing comes between BEGIN and COMMIT.
 */
export async function sendInTransaction<Row>(
  client: PoolClient,
  statement: NamedStatement,
  opening: Opening,
): Promise<Answer<Row>> {
  cork(client);
  const begun = client.query('BEGIN');
  const answer = send<Row>(client, statement, opening);
  // After a failure it rolls back.
  const ended = client.query('COMMIT');
  uncork(client);
  const [begin, result, end] = await Promise.allSettled([begun, answer, ended]);
  if (begin.status === 'rejected') throw statementError(begin.reason);
  if (result.status === 'rejected') throw result.reason;
  if (end.status === 'rejected') throw statementError(end.reason);
  return result.value;
}
