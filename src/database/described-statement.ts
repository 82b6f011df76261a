import { memoized } from '../engine/kit/memoized.js';

/** What a trace says of a statement. */
export interface DescribedStatement {
  /** `SELECT customers` */
  summary: string;
  operation: string;
  table?: string;
  /** The text on one line, with `?` for each text and number in it. Values are `$1`, `$2`, … already. */
  placeholders: string;
}

const described = new Map<string, DescribedStatement>();

/** Texts that callers shape are without end, so not all are remembered. */
const MOST = 1_000;

export const describedStatement = (text: string): DescribedStatement =>
  described.has(text) || described.size < MOST ? memoized(described, text, () => describe(text)) : describe(text);

function describe(text: string): DescribedStatement {
  const placeholders = withoutConstants(text);
  const operation = /\b(SELECT|INSERT|UPDATE|DELETE|MERGE|LOCK)\b/i.exec(placeholders)?.[1]?.toUpperCase() ?? 'OTHER';
  const table = TABLE[operation]?.exec(placeholders)?.[1];
  return { summary: table ? `${operation} ${table}` : operation, operation, table, placeholders };
}

const TABLE: Record<string, RegExp> = {
  SELECT: /\bFROM (?:ONLY )?(?:public\.)?"?([a-z_]\w*)/i,
  INSERT: /\bINTO (?:public\.)?"?([a-z_]\w*)/i,
  UPDATE: /\bUPDATE (?:ONLY )?(?:public\.)?"?([a-z_]\w*)/i,
  DELETE: /\bFROM (?:ONLY )?(?:public\.)?"?([a-z_]\w*)/i,
};

/** Statements have their values beside them. Should one ever have a value in its text, no trace shows it. */
const withoutConstants = (text: string) =>
  text
    .replace(/\bE'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'/gi, '?')
    .replace(/(?<![\w$."])\d+(?:\.\d+)?\b/g, '?')
    .replace(/\s+/g, ' ')
    .trim();
