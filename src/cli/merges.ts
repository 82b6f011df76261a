import type { INestApplicationContext } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Merge, MergingService, type Unmerge } from '../merging/merging.service.js';
import { command, optional, required, UsageError } from './command.js';
import { tenantBySlug } from './lookups.js';
import { id, line, slug } from './value-parsers.js';

interface Given {
  into?: number;
  gone?: number;
  undo?: number;
  take?: string;
  digest?: string;
}

/** A dry run, and with its digest the same for real. */
export const merging = command({
  name: 'merge',
  about:
    'Merge two customers, or undo a merge. Without --digest it shows what would happen, and writes nothing. With the ' +
    'digest that this prints, and otherwise the same options, it happens.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    into: optional(id, 'ID of the customer that stays.'),
    gone: optional(id, 'ID of the customer that becomes a part of it.'),
    take: optional(line, 'Fields, separated by commas, whose value of the customer that goes wins.'),
    undo: optional(id, 'ID of a merge that is undone, in place of two customers.'),
    digest: optional(line, 'Digest of the dry run.'),
  },
  examples: ['merge --tenant acme --into 42 --gone 57', 'merge --tenant acme --undo 3'],
  check({ into, gone, undo, take }) {
    const areTwo = into !== undefined && gone !== undefined;
    const isUndo = undo !== undefined && into === undefined && gone === undefined && take === undefined;
    if (areTwo === (undo !== undefined) || (!areTwo && !isUndo))
      throw new UsageError('give either --into and --gone, or --undo');
  },
  async run(app, { tenant, ...given }) {
    const { id } = await tenantBySlug(app, tenant);
    return given.undo === undefined ? merged(app, id, given) : unmerged(app, id, given.undo, given.digest);
  },
  rows: (answer) =>
    Object.fromEntries(Object.entries(answer as object).map(([name, value]) => [name, textsOf(value as unknown)])),
  note: (answer) => {
    const { isApplied, digest, refusals = [] } = answer as { isApplied: boolean; digest: string; refusals?: object[] };
    if (isApplied) return undefined;
    return refusals.length > 0
      ? 'The two cannot be merged.'
      : `Nothing is written yet. To do it, add: --digest ${digest}`;
  },
});

async function merged(app: INestApplicationContext, tenant: TenantId, { into, gone, take = '', digest }: Given) {
  const service = app.get(MergingService);
  const fields = take.split(',').map((field) => field.trim());
  const request = { intoId: into!, goneId: gone!, take: fields.filter((field) => field !== '') };
  return mergeOf(
    await (digest === undefined ? service.preview(tenant, request) : service.merge(tenant, request, digest, 'cli')),
  );
}

async function unmerged(app: INestApplicationContext, tenant: TenantId, merge: number, digest: string | undefined) {
  const service = app.get(MergingService);
  const undo = await (digest === undefined ? service.previewUndo(tenant, merge) : service.undo(tenant, merge, digest));
  return unmergeOf(undo, digest !== undefined);
}

const mergeOf = ({ id, intoId, goneId, fields, moved, children, entries, refusals, digest }: Merge) => ({
  id,
  isApplied: id !== null,
  intoId,
  goneId,
  fields: fields.map(({ field, into, gone, value, rule }) => ({ field, into, gone, value, rule })),
  records: [
    ...moved.records.map(({ kind, id }) => ({ record: kind, id })),
    ...moved.joined.map(({ kind, id, into }) => ({ record: kind, id, equalId: into })),
  ],
  children,
  ledgerEntries: entries,
  refusals: refusals.map(({ reason, field, message }) => ({ reason, message: `${field} ${message}` })),
  digest,
});

const unmergeOf = (
  { id, intoId, goneId, returned, children, entries, notRestored, digest }: Unmerge,
  isApplied: boolean,
) => ({
  id,
  isApplied,
  intoId,
  goneId,
  records: returned.map(({ kind, id }) => ({ record: kind, id })),
  children,
  ledgerEntries: entries,
  notRestored: notRestored.map(({ record, id, field, reason }) => ({ record, id, field, reason })),
  digest,
});

/** For people: each entry of a list as one text. */
const textsOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) =>
        typeof one === 'object' && one !== null
          ? Object.entries(one)
              .filter(([, inner]) => inner !== null)
              .map(([name, inner]) => `${name} ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
              .join(' ')
          : one,
      )
    : value;
