import { TenantsService } from '../auth/tenants.service.js';
import type { Clash } from '../customers/clashes.repository.js';
import { ClashesService } from '../customers/clashes.service.js';
import { command, optional } from './command.js';
import { tenantBySlug } from './lookups.js';
import { slug } from './value-parsers.js';

type Found = Clash & { tenant: string };

export const check = command({
  name: 'check',
  about: `List stored records that are duplicates by the current rules. It compares emails, phones, external keys and tax IDs, \
changes nothing, and has the exit code 1 if it finds any.`,
  options: { tenant: optional(slug, 'Only this tenant.') },
  async run(app, { tenant }): Promise<Found[]> {
    const tenants = tenant === undefined ? await app.get(TenantsService).all() : [await tenantBySlug(app, tenant)];
    const found = [];
    for (const { id, slug } of tenants)
      for (const clash of await app.get(ClashesService).list(id)) found.push({ tenant: slug, ...clash });
    return found;
  },
  rows: (found) =>
    (found as Found[]).flatMap(({ records, ...clash }) => records.map((record) => ({ ...clash, ...record }))),
  emptyText: 'No stored records are duplicates.',
  isFailure: (found) => (found as Found[]).length > 0,
});
