import type { Asked, Call } from './cases.js';

/** A list, and the path of its rows in the answer. */
export interface List extends Asked {
  rows: (body: any) => unknown[];
}

const get = (path: string): Call => ({ method: 'GET', path });
/** A word like those that several customers share, but that no customer has. */
const absentWord = () => `grp9${String(Math.floor(Math.random() * 100_000)).padStart(5, '0')}`;

const CLIENTS = '/apidev/v1/clients';
const CUSTOMERS = '/api/customers';

/** The first page of every contract's list, without parameters. */
export const PAGES: readonly List[] = [
  {
    name: 'first page',
    contract: 'contacts',
    server: () => get(`${CUSTOMERS}/getCustomers`),
    rows: (body) => body.clientes,
  },
  { name: 'first page', contract: 'billing', server: () => get('/api/v3/customer'), rows: (body) => body.response },
  {
    name: 'first page of contact persons',
    contract: 'billing',
    server: () => get('/api/v3/user'),
    rows: (body) => body.response,
  },
  { name: 'first page', contract: 'clients', server: () => get(CLIENTS), rows: (body) => body.data },
  { name: 'first page', contract: 'erp', server: () => get('/api/demo/v4.0.0/customers'), rows: (body) => body },
  { name: 'first page', contract: 'accounting', server: () => get(CUSTOMERS), rows: (body) => body.data },
];

/** Searches by a word that a hundred customers share, and by one that no customer has. */
export const SEARCHES: readonly List[] = [
  {
    name: 'search, 100 found',
    contract: 'clients',
    server: ({ word }) => get(`${CLIENTS}?search=${word}`),
    rows: (body) => body.data,
  },
  {
    name: 'search, none found',
    contract: 'clients',
    server: () => get(`${CLIENTS}?search=${absentWord()}`),
    rows: (body) => body.data,
  },
  {
    name: 'search, 100 found',
    contract: 'accounting',
    server: ({ word }) => get(`${CUSTOMERS}?searchKeyword=${word}`),
    rows: (body) => body.data,
  },
  {
    name: 'search, none found',
    contract: 'accounting',
    server: () => get(`${CUSTOMERS}?searchKeyword=${absentWord()}`),
    rows: (body) => body.data,
  },
];

export const LISTS = [...PAGES, ...SEARCHES];
