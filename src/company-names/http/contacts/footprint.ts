import { type Footprint, inside, reads, writes } from '../../../contracts/footprint.js';
import type { CompanyNameRecord } from '../../company-names.repository.js';

export const COMPANY_NAME_FOOTPRINT = inside('company_names[]', {
  company_name_id: reads('companyNames.id'),
  customer_id: reads('companyNames.customerId'),
  name: writes('companyNames.name'),
  tax_id: writes('companyNames.taxId'),
  billing_email: writes('companyNames.billingEmail'),
  address: writes('companyNames.address'),
  billing_address: writes('companyNames.billingAddress'),
  // The first active name becomes the default; a deactivated default stops being the default.
  is_active: writes('companyNames.isActive', { moves: ['companyNames.isDefault'] }),
  is_default: writes('companyNames.isDefault'),
  created_at: reads('companyNames.createdAt'),
}) satisfies Footprint<`companyNames.${keyof CompanyNameRecord}`>;
