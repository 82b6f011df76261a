import type { Contract } from '../kit/run.js';
import { Billing } from './api.js';
import { credentials } from './credentials.js';
import { creating } from './creating.js';
import { listing } from './listing.js';
import { OPERATIONS } from './operations.js';
import { others } from './others.js';
import { deleting, reading } from './reading.js';
import { UNSERVED } from './unserved.js';
import { updating } from './updating.js';
import { users } from './users.js';

export const billing: Contract<Billing> = {
  name: 'billing',
  model: 'ChargeOver REST v3',
  operations: OPERATIONS,
  cases: [...updating, ...creating, ...reading, ...deleting, ...listing, ...users, ...others, ...credentials],
  unserved: UNSERVED,
  api: (target, credentials) => new Billing(target, credentials),
};
