import { activeRequest } from '../active-request.js';
import type { IdKind } from '../own-ids.js';
import { NO_ID, recordsIn } from './id-text.js';

/** The fields of a body that have IDs of records, and what these name. */
export type Names = Readonly<Record<string, IdKind>>;

/** No record has it, and it is no missing value either. */
const UNKNOWN = -1;

/** A body in which the records' own IDs take the place of those of the contract. */
export function withRecords<Dto extends object>(body: Dto, names: Names): Dto | Promise<Dto> {
  const own = activeRequest()?.ids?.own;
  const named = own ? Object.entries(names).filter(([field, kind]) => own.has(kind) && field in body) : [];
  return named.length === 0 ? body : replaced(body, named);
}

async function replaced<Dto extends object>(body: Dto, named: readonly [field: string, kind: IdKind][]): Promise<Dto> {
  const values = await Promise.all(
    named.map(async ([field, kind]) => {
      const id = body[field as keyof Dto] as number | null | undefined;
      if (typeof id !== 'number') return [field, id] as const;
      const [record] = await recordsIn(kind, [id]);
      return [field, record === NO_ID ? UNKNOWN : record] as const;
    }),
  );
  return { ...body, ...(Object.fromEntries(values) as Partial<Dto>) };
}
