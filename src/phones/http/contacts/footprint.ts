import { type Footprint, inside, reads, writes } from '../../../contracts/footprint.js';
import type { FlatContacts } from '../../../customers/customer-record.js';
import type { PlacedPhone } from '../../phones.repository.js';

/** Other contracts show the values in the places as the customer's phone, mobile and fax. */
export const PHONE_FOOTPRINT = inside('phones[]', {
  phone_id: reads('phones.id'),
  customer_id: reads('phones.customerId'),
  phone: writes(['phones.phone', 'phone', 'mobile', 'fax']),
  extension: writes('phones.extension'),
  is_whatsapp: writes('phones.isWhatsapp'),
  name: writes('phones.name'),
  role: writes('phones.role'),
  notes: writes('phones.notes'),
  is_locked: writes('phones.isLocked', { by: 'toggle-lock' }),
  created_at: reads('phones.createdAt'),
  place: writes(['phones.place', 'phone', 'mobile', 'fax']),
}) satisfies Footprint<`phones.${keyof PlacedPhone}` | keyof Pick<FlatContacts, 'phone' | 'mobile' | 'fax'>>;
