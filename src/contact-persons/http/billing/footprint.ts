import { type Footprint, creates, inside, reads, stamps, writes } from '../../../contracts/footprint.js';
import type { ContactPersonRecord } from '../../contact-persons.repository.js';
import type { CustomerRecord } from '../../../customers/customer-record.js';

/** Other contracts show the names, the email and the phone of the main contact as the customer's. */
export const USER_FOOTPRINT = inside('users[]', {
  user_id: reads('persons.id'),
  external_key: writes('persons.externalKey'),
  first_name: writes(['persons.firstName', 'firstName']),
  middle_name_glob: writes('persons.middleName'),
  last_name: writes(['persons.lastName', 'lastName']),
  name_suffix: writes('persons.nameSuffix'),
  name: writes(['persons.firstName', 'persons.lastName', 'firstName', 'lastName']),
  display_as: reads('persons.firstName', 'persons.lastName', 'persons.email', 'firstName', 'lastName', 'email'),
  title: writes('persons.title'),
  email: writes(['persons.email', 'email']),
  phone: writes(['persons.phone', 'phone']),
  token: reads('persons.token'),
  user_type_id: reads(),
  user_type_name: reads(),
  username: reads('persons.email', 'email'),
  write_datetime: reads('persons.createdAt'),
  mod_datetime: stamps('persons.updatedAt'),
  url_self: reads('persons.id'),
  // The first contact person of a customer becomes the main contact.
  'customers[].customer_id': {
    ...creates('persons.customerId'),
    as: ['users[].customer_id'],
    moves: ['mainContactId'],
  },
  'customers[].company': reads('displayName'),
}) satisfies Footprint<
  | `persons.${keyof ContactPersonRecord}`
  | keyof Pick<CustomerRecord, 'displayName' | 'firstName' | 'lastName' | 'email' | 'phone' | 'mainContactId'>
>;
