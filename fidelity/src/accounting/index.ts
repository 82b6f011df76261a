import type { Contract } from '../kit/run.js';
import { bulks, contacts, ledger } from './actions.js';
import { Accounting } from './api.js';
import { autoCompleting } from './auto-complete.js';
import { creating } from './creating.js';
import { credentials } from './credentials.js';
import { listing } from './listing.js';
import { OPERATIONS } from './operations.js';
import { UNSERVED } from './unserved.js';
import { deleting, reading } from './reading.js';
import { openingBalances, updating } from './updating.js';

export const accounting: Contract<Accounting> = {
  name: 'accounting',
  model: 'Bigcapital',
  operations: OPERATIONS,
  cases: [
    ...updating,
    ...openingBalances,
    ...creating,
    ...reading,
    ...deleting,
    ...listing,
    ...autoCompleting,
    ...bulks,
    ...contacts,
    ...ledger,
    ...credentials,
  ],
  unserved: UNSERVED,
  api: (target, credentials) => new Accounting(target, credentials),
};
