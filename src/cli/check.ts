import { TenantsService } from '../auth/tenants.service.js';
import { type Clash, ClashesService } from '../customers/clashes.service.js';
import { command, optional } from './command.js';
import { tenantBy } from './finding.js';
import { slug } from './readers.js';

type Found = Clash & { tenant: string };

export const check = command({
  name: 'check',
  about: `List stored records that compare as the same by the rules of today. It looks at emails, phones, external keys and tax IDs, \
changes nothing, and ends with 1 if there are any.`,
  options: { tenant: optional(slug, 'Only this tenant.') },
  async run(app, { tenant }): Promise<Found[]> {
    const tenants = tenant === undefined ? await app.get(TenantsService).all() : [await tenantBy(app, tenant)];
    const found = [];
    for (const { id, slug } of tenants)
      for (const clash of await app.get(ClashesService).list(id)) found.push({ tenant: slug, ...clash });
    return found;
  },
  rows: (found) =>
    (found as Found[]).flatMap(({ records, ...clash }) => records.map((record) => ({ ...clash, ...record }))),
  nothing: 'No stored records compare as the same.',
  isBad: (found) => (found as Found[]).length > 0,
});
