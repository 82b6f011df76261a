import { CustomersService } from '../customers/customers.service.js';
import { command, flag, required } from './command.js';
import { tenantBySlug } from './lookups.js';
import type { Group } from './program.js';
import { id, slug } from './value-parsers.js';

const RESTORED = { fields: ['id', 'displayName', 'externalKey', 'version'] } as const;

const restore = command({
  name: 'customer restore',
  about:
    'Restore a deleted customer with its records, and the contact persons that were deleted with it. ' +
    'Customers that had it as their parent stay without one.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    id: required(id, 'ID of the customer.'),
    releaseKey: flag('Clear its external key, so that another customer can have it.'),
  },
  examples: ['customer restore --tenant acme --id 42'],
  async run(app, { tenant, id, releaseKey }) {
    const { id: tenantId } = await tenantBySlug(app, tenant);
    return app.get(CustomersService).restore(tenantId, id, RESTORED, { releaseKey });
  },
});

export const customers: Group = {
  word: 'customer',
  about: 'Customers of a tenant.',
  commands: [restore],
};
