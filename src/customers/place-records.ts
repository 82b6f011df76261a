import type { TenantId } from '../engine/tenant-database/index.js';
import type { PhoneNumber } from '../normal-forms/phones.js';
import type { Plan, Value } from './place-plan.js';
import type { Planned, Seat, Writer } from './places.js';
import { assertRoom } from './record-limit.js';

interface PlaceRecord {
  id: number;
  flatOnly: boolean;
}

/** The statements of a repository that a planned write uses. */
interface Statements<Row> {
  reserve(tenant: TenantId, count: number): Promise<number[]>;
  addAtEnd(tenant: TenantId, values: Partial<Row>): void;
  setAtEnd(tenant: TenantId, id: number, values: Partial<Row>): void;
  deleteAtEnd(tenant: TenantId, ids: readonly number[]): void;
}

/** How a kind of record, such as emails, stores its values. */
interface Storing<Row> {
  subject: 'email' | 'phone';
  /** The columns of a new record. */
  stored: (value: PhoneNumber) => Partial<Row>;
  /** The columns that change when a record takes a value. */
  rewriting: (before: Row, value: PhoneNumber) => Partial<Row>;
}

/** Semaphore a plan into statements. New records get their IDs now, so that all statements can be sent together. */
export async function plannedRecords<Row extends PlaceRecord>(
  tenant: TenantId,
  statements: Statements<Row>,
  { subject, stored, rewriting }: Storing<Row>,
  { plan, records, by }: { plan: Plan; records: readonly Row[]; by: Writer },
): Promise<Planned<Record<Seat, number | null>>> {
  plan.added.forEach((_, at) => assertRoom(subject, records.length - plan.removed.length + at));
  const ids = await statements.reserve(tenant, plan.added.length);
  const added: { id: number; value: Value; places: Seat[] }[] = plan.added.map((one, at) => ({ ...one, id: ids[at]! }));
  const set = (id: number, values: object) => statements.setAtEnd(tenant, id, values as Partial<Row>);
  return {
    pointers: {
      ...plan.pointers,
      ...Object.fromEntries(added.flatMap(({ id, places }) => places.map((place) => [place, id]))),
    },
    touched: plan.rewritten.length > 0,
    write: (customerId) => {
      for (const { id, value } of plan.rewritten) {
        const before = records.find((record) => record.id === id)!;
        set(id, { ...rewriting(before, value), flatOnly: by.isFlat ? undefined : false });
      }
      for (const { id, value } of added) {
        const values: object = { id, customerId, ...stored(value), flatOnly: by.isFlat };
        statements.addAtEnd(tenant, values as Partial<Row>);
      }
      for (const id of claimed(plan, records, by)) set(id, { flatOnly: false });
      if (plan.removed.length > 0) statements.deleteAtEnd(tenant, plan.removed);
    },
  };
}

/** Records that only flat writes had made, and that an owner points at from now on. */
function claimed({ pointers }: Plan, records: readonly PlaceRecord[], { isFlat }: Writer): number[] {
  const pointed = new Set(Object.values(pointers));
  return isFlat ? [] : records.filter(({ id, flatOnly }) => flatOnly && pointed.has(id)).map(({ id }) => id);
}
