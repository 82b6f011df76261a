import { type Footprint, creates, fieldsOf, reads, stamps } from '../../../contracts/footprint.js';
import type { CustomerRecord, SeenBy } from '../../customer-record.js';

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

export const CONTACTS_VIEW = { fields: fieldsOf(CONTACTS_FOOTPRINT) };

/** What the contract shows of a customer. */
export type ContactsCustomer = SeenBy<typeof CONTACTS_VIEW>;
