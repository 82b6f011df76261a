import type { Contract } from '../kit/run.js';
import { Contacts } from './api.js';
import { companyNames } from './company-names.js';
import { credentials } from './credentials.js';
import { creating, detailed, listing } from './customers.js';
import { emails } from './emails.js';
import { OPERATIONS } from './operations.js';
import { phones } from './phones.js';

export const contacts: Contract<Contacts> = {
  name: 'contacts',
  model: 'AmbioSys',
  operations: OPERATIONS,
  cases: [...credentials, ...creating, ...listing, ...detailed, ...emails, ...phones, ...companyNames],
  unserved: [],
  api: (target, credentials) => new Contacts(target, credentials),
};
