import type { FastifyRequest } from 'fastify';
import { activeRequest } from '../active-request.js';
import { type IdForms, type IdKind, OwnIds, type RequestIds } from '../own-ids.js';
import { NO_ID } from './id-text.js';

/** Looks up the IDs that a contract has of its own. The module of these IDs implements it. */
export abstract class IdLookUps {
  abstract forRequest(tenant: number, own: OwnIds): RequestIds;
  /** The customers that these have been merged into. Those that were not merged are left out. */
  abstract survivors(tenant: number, customers: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

/** Notes which IDs the contract of a request has of its own, after its caller was authenticated. */
export function noteIds({ principal, routeOptions }: FastifyRequest, lookUps: IdLookUps): void {
  const active = activeRequest();
  if (!active || !principal) return;
  const { id, ownIds, givenIds } = principal.tenant;
  active.givesIds = givenIds.length > 0;
  active.survivors = (customers) => lookUps.survivors(id, customers);
  const { contract = '', ids } = routeOptions.config;
  const own = OwnIds.of(ownIds, contract, ids);
  if (own) active.ids = lookUps.forRequest(id, own);
}

/** The ID by which a contract knows a customer of the tenant. `NO_ID` if it knows none. */
export async function customerIdIn(
  { name, ids }: { readonly name: string; readonly ids?: IdForms },
  { id: tenant, ownIds }: { readonly id: number; readonly ownIds: readonly string[] },
  customer: number,
  lookUps: IdLookUps,
): Promise<number | string> {
  const own = OwnIds.of(ownIds, name, ids);
  if (!own?.has('customer')) return customer;
  return (await lookUps.forRequest(tenant, own).shown('customer', [customer])).get(customer) ?? NO_ID;
}

type Kinds<Row> = { readonly [Key in keyof Row]?: IdKind };

/**
 * A record that a request has written, with the IDs that the contract shows. What a request reads has them already:
 * the statement that reads it looks them up.
 */
export async function withShownIds<Row extends object>(row: Row, kinds: Kinds<Row>): Promise<Row> {
  const ids = activeRequest()?.ids;
  if (!ids) return row;
  const shown = Object.entries(kinds as Record<string, IdKind>).map(async ([key, kind]) => {
    const id = row[key as keyof Row] as number | null;
    if (id === null || !ids.own.has(kind)) return [];
    return [[key, (await ids.shown(kind, [id])).get(id)]];
  });
  return { ...row, ...(Object.fromEntries((await Promise.all(shown)).flat()) as Partial<Row>) };
}

/** `withShownIds` for the result of a write. */
export const showing =
  (kinds: Readonly<Record<string, IdKind>>) =>
  async <Row extends object>(written: Promise<Row>): Promise<Row> =>
    withShownIds(await written, kinds as Kinds<Row>);
