import { NumberingService } from '../../src/wire-ids/numbering.service.js';
import { WireIdsService } from '../../src/wire-ids/wire-ids.service.js';
import type { Numberings } from '../../src/auth/tenant-ports.js';
import type { IdKind } from '../../src/own-ids.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';

/** Lets contracts show IDs of their own. A credential that was used before may show the former ones for a second. */
export async function numberedBy(app: TestApp, { id }: TestTenant, wanted: Numberings): Promise<void> {
  const numbering = app.nest.get(NumberingService);
  // There is no other process that would have to know.
  numbering.lag = 0;
  await numbering.set(id, wanted);
}

/** Gives a record the ID that a contract shows of it. */
export const giveId = (
  app: TestApp,
  { id: tenant }: TestTenant,
  [contract, kind]: [contract: string, kind: IdKind],
  recordId: number,
  id: string,
): Promise<void> => app.nest.get(WireIdsService).put(tenant, { contract, kind }, [{ recordId, id, isCurrent: true }]);
