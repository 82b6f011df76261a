import type { Contract } from '../kit/run.js';
import { Erp } from './api.js';
import { creating } from './creating.js';
import { credentials } from './credentials.js';
import { listing } from './listing.js';
import { nonces } from './nonces.js';
import { OPERATIONS } from './operations.js';
import { UNSERVED } from './unserved.js';
import { updating } from './updating.js';

export const erp: Contract<Erp> = {
  name: 'erp',
  model: 'Gestix v4.0.0',
  operations: OPERATIONS,
  cases: [...credentials, ...listing, ...creating, ...updating, ...nonces],
  unserved: UNSERVED,
  api: (target, credentials) => new Erp(target, credentials),
};
