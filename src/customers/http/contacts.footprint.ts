import { type Footprint, creates, reads, stamps } from '../../contracts/footprint.js';
import type { CustomerRecord } from '../customer-record.js';

/** What belongs to a customer has footprints of its own, in the modules of e-mails, phones and company names. */
export const CONTACTS_FOOTPRINT = {
  customer_id: reads('id'),
  name: creates('displayName'),
  legal_name: creates('legalName'),
  tax_id: creates('taxId'),
  contact_origin: creates('contactOrigin'),
  created_at: reads('createdAt'),
  updated_at: stamps('updatedAt'),
} as const satisfies Footprint<keyof CustomerRecord>;
