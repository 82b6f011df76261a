import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import type { TestTenant } from './tenant.js';

/** A row in each table that the feed keeps beside the changes: only races, consumers and trimming add them. */
export async function rowsOfTheFeed(app: TestApp, tenant: TestTenant, customerId: number): Promise<void> {
  for (const statement of [
    "INSERT INTO late_changes VALUES ($1, $2, '10', '20', 1)",
    "INSERT INTO feed_consumers VALUES ($1, 'key:' || $2::text, 1, '10')",
    'INSERT INTO trimmed_changes VALUES ($1, 1, $2::text::xid8, 1)',
  ])
    await asOwner(app, tenant, statement, [tenant.id, customerId]);
}
