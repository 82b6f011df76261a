import { accounting } from './accounting/index.js';
import { billing } from './billing/index.js';
import { clients } from './clients/index.js';
import { contacts } from './contacts/index.js';
import { erp } from './erp/index.js';
import type { Contract } from './kit/run.js';

/** In the order of reports. */
export const CONTRACTS: readonly Contract[] = [contacts, billing, clients, erp, accounting] as Contract[];
