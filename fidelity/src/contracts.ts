import { clients } from './clients/index.js';
import { contacts } from './contacts/index.js';
import { erp } from './erp/index.js';
import type { Contract } from './kit/run.js';

export const CONTRACTS: readonly Contract[] = [contacts, clients, erp] as Contract[];
