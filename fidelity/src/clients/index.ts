import type { Contract } from '../kit/run.js';
import { Clients } from './api.js';
import { creating } from './creating.js';
import { credentials } from './credentials.js';
import { listing } from './listing.js';
import { OPERATIONS } from './operations.js';
import { reading } from './reading.js';
import { UNSERVED } from './unserved.js';
import { updating } from './updating.js';

export const clients: Contract<Clients> = {
  name: 'clients',
  model: 'GeoTareas API v1',
  operations: OPERATIONS,
  cases: [...credentials, ...creating, ...updating, ...reading, ...listing],
  unserved: UNSERVED,
  api: (target, credentials) => new Clients(target, credentials),
};
