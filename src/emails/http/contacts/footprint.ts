import { type Footprint, inside, reads, writes } from '../../../contracts/footprint.js';
import type { FlatContacts } from '../../../customers/customer-record.js';
import type { PlacedEmail } from '../../emails.repository.js';

/** Other contracts show the value of the primary email as the customer's email. */
export const EMAIL_FOOTPRINT = inside('emails[]', {
  email_id: reads('emails.id'),
  customer_id: reads('emails.customerId'),
  email: writes(['emails.email', 'email']),
  is_for_invoicing: writes('emails.isForInvoicing'),
  name: writes('emails.name'),
  role: writes('emails.role'),
  notes: writes('emails.notes'),
  is_locked: writes('emails.isLocked', { by: 'toggle-lock' }),
  created_at: reads('emails.createdAt'),
  is_primary: writes(['emails.isPrimary', 'email']),
}) satisfies Footprint<`emails.${keyof PlacedEmail}` | keyof Pick<FlatContacts, 'email'>>;
