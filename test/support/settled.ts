import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';
import { asOwner } from './owner.js';

/**
 * Waits until the feed can show all changes of a tenant. The application has short transactions of its own, which may
 * be older than a change: the note of the last use of a key, for example.
 */
export const settled = (app: TestApp, tenant: Pick<TestTenant, 'id'>): Promise<void> =>
  eventually(async () => (await asOwner<{ isOpen: boolean }>(app, tenant, OPEN, [tenant.id])).length === 0);

const OPEN = `SELECT FROM changes
  WHERE tenant_id = $1 AND written_by >= (SELECT oldest_open_transaction()) LIMIT 1`;
