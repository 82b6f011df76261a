import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import type { TestTenant } from './tenant.js';

/** A row in each table beside the changes: only races, consumers, trimming and failures of receivers add them. */
export async function rowsOfTheFeed(app: TestApp, tenant: TestTenant, customerId: number): Promise<void> {
  for (const statement of [
    "INSERT INTO late_changes VALUES ($1, $2, '10', '20', 1)",
    "INSERT INTO feed_consumers VALUES ($1, 'key:' || $2::text, 1, '10')",
    'INSERT INTO trimmed_changes VALUES ($1, 1, $2::text::xid8, 1)',
    `INSERT INTO webhooks (tenant_id, contract, url, secrets, era, written_by, seq, state)
      VALUES ($1, 'clientela', 'https://receiver.example/' || $2::text, '', 1, '10', 1, 'ended')`,
    "INSERT INTO webhook_events (tenant_id, webhook_id, era, written_by, seq, customer_id) VALUES ($1, 1, 1, '10', 1, $2)",
  ])
    await asOwner(app, tenant, statement, [tenant.id, customerId]);
}
