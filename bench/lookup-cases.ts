import type { ContractName } from '../src/contracts/index.js';
import { type Call, type Turn } from './cases.js';
import { BASE, wordOf } from './database.js';
import type { List } from './lists.js';

/** A list that answers by a key or a search, and how many milliseconds it may take if that is not as long as a key. */
export interface Lookup extends List {
  limits?: { p50: number; p99: number };
}

const numberOf = ({ customer }: Turn) => customer - BASE;

const list =
  (contract: ContractName, path: string, rows: List['rows']) =>
  (name: string, query: (turn: Turn) => Record<string, string>): Lookup => ({
    name,
    contract,
    server: (turn): Call => ({ method: 'GET', path: `${path}?${new URLSearchParams(query(turn)).toString()}` }),
    rows,
  });

const CUSTOMER = list('billing', '/api/v3/customer', (body) => body.response);
const USER = list('billing', '/api/v3/user', (body) => body.response);
const billing = (name: string, where: (turn: Turn) => string, order?: string) =>
  CUSTOMER(name, (turn) => ({ limit: '50', where: where(turn), ...(order && { order }) }));
const users = (name: string, where: (turn: Turn) => string) =>
  USER(name, (turn) => ({ limit: '50', where: where(turn) }));
const CLIENTS = list('clients', '/apidev/v1/clients', (body) => body.data);
const CONTACTS = list('contacts', '/api/customers/getCustomers', (body) => body.clientes);
const ERP = list('erp', '/api/demo/v4.0.0/customers', (body) => body);
const erp = (column: string, value: (turn: Turn) => string) =>
  ERP(`${column} equals`, (turn) => ({ searchColumn: column, searchString: value(turn) }));
const ACCOUNTING = list('accounting', '/api/customers', (body) => body.data);
const accounting = (
  fieldKey: string,
  comparator: string,
  value: (turn: Turn) => string,
  more: Record<string, string> = {},
  title = '',
) =>
  ACCOUNTING(`${fieldKey} ${comparator}${title}`, (turn) => ({
    pageSize: '50',
    stringifiedFilterRoles: JSON.stringify([{ fieldKey, comparator, value: value(turn) }]),
    ...more,
  }));

const COMPLETED = list('accounting', '/api/contacts/auto-complete', (body) => body);

const customerName = (turn: Turn) => {
  const number = numberOf(turn);
  return `Customer ${number} ${wordOf(number)}`;
};
const email = (turn: Turn) => `c${numberOf(turn)}.0@example.com`;
const otherEmail = (turn: Turn) => `c${numberOf(turn)}.1@example.com`;
const phoneNumber = (turn: Turn) => `+1555${String(numberOf(turn) * 2).padStart(7, '0')}`;
const firstName = (turn: Turn) => `Ada${numberOf(turn) % 200}`;
const lastName = (turn: Turn) => `Byron${numberOf(turn) % 5000}`;
const legalName = (turn: Turn) => `Customer ${numberOf(turn)} Ltd.`;

/** The time at which a customer was created is the time of filling minus its number in seconds. */
const createdAt = (turn: Turn) => new Date(Date.now() - numberOf(turn) * 1000).toISOString();
const newest = (turn: Turn) => new Date(Date.now() - (numberOf(turn) % COUNTED_FAST) * 1000).toISOString();
const hourBefore = (turn: Turn) => new Date(Date.now() - numberOf(turn) * 1000 - 3_600_000).toISOString();

const ordered = (name: string, order: string, offset: number) =>
  CUSTOMER(`order ${name}${offset ? ', next page' : ''}`, () => ({ limit: '50', order, offset: String(offset) }));
const sorted = (column: string, order: string, page: number) =>
  ACCOUNTING(`sort ${column} ${order}${page > 1 ? ', next page' : ''}`, () => ({
    pageSize: '50',
    columnSortBy: column,
    sortOrder: order,
    page: String(page),
  }));

/** The total of so many matches is counted within the limit, which holds for the page and its total. */
const COUNTED_FAST = 10_000;
const COUNTED = { p50: 100, p99: 100 };

/** What up to a thousand customers match, and any other text. */
const FEW = { p50: 50, p99: 50 };
const ANY = { p50: 300, p99: 300 };

export const LOOKUPS: readonly Lookup[] = [
  billing('customer_id equals', ({ customer }) => `customer_id:EQUALS:${customer}`),
  billing('external_key equals', (turn) => `external_key:EQUALS:K-${numberOf(turn)}`),
  billing('superuser_email equals', (turn) => `superuser_email:EQUALS:${email(turn)}`),
  billing('superuser_id equals', ({ customer }) => `superuser_id:EQUALS:${customer}`),
  billing('company equals', (turn) => `company:EQUALS:${customerName(turn)}`),
  billing('parent_customer_id equals', (turn) => `parent_customer_id:EQUALS:${BASE + Math.ceil(numberOf(turn) / 10)}`),
  billing('status equals', () => 'customer_status_state:EQUALS:a'),
  ...['write_datetime', 'mod_datetime'].flatMap((time) => [
    billing(`${time} greater`, (turn) => `${time}:GT:${hourBefore(turn)}`, `${time}:ASC`),
    billing(`${time} less`, (turn) => `${time}:LT:${createdAt(turn)}`, `${time}:DESC`),
    billing(
      `${time} between`,
      (turn) => `${time}:GTE:${hourBefore(turn)},${time}:LTE:${createdAt(turn)}`,
      `${time}:ASC`,
    ),
  ]),
  ...['customer_id', 'company', 'write_datetime', 'mod_datetime'].flatMap((field) =>
    ['ASC', 'DESC'].flatMap((direction) =>
      [0, 50].map((offset) => ordered(`${field} ${direction}`, `${field}:${direction}`, offset)),
    ),
  ),
  users('user_id equals', ({ customer }) => `user_id:EQUALS:${customer}`),
  users('customer_id equals', ({ customer }) => `customers.customer_id:EQUALS:${customer}`),
  users('email equals', (turn) => `email:EQUALS:${email(turn)}`),
  users('phone equals', (turn) => `phone:EQUALS:${phoneNumber(turn)}`),
  users('first_name equals', (turn) => `first_name:EQUALS:${firstName(turn)}`),
  users('last_name equals', (turn) => `last_name:EQUALS:${lastName(turn)}`),
  users('name equals', (turn) => `name:EQUALS:${firstName(turn)} ${lastName(turn)}`),
  CLIENTS('status', () => ({ limit: '50', status: 'A' })),
  erp('id', ({ customer }) => String(customer)),
  erp('code', ({ customer }) => `C${customer}`),
  erp('name', customerName),
  erp('vat_id', (turn) => `T${numberOf(turn)}`),
  erp('email', email),
  erp('phone', phoneNumber),
  erp('inactive', () => '0'),
  ERP('code or ID', ({ customer }) => ({ searchString: `C${customer}` })),
  ERP('code, last two digits open', ({ customer }) => ({ searchString: `C${customer}`.slice(0, -2) })),
  ERP('code, first two digits', ({ customer }) => ({ searchString: `C${customer}`.slice(0, 3) })),
  ERP('ID, first three digits', ({ customer }) => ({ searchString: String(customer).slice(0, 3) })),
  accounting('display_name', 'equals', (turn) => customerName(turn).toUpperCase()),
  accounting('company_name', 'equals', legalName),
  { ...accounting('first_name', 'equals', firstName), limits: COUNTED },
  { ...accounting('last_name', 'equals', lastName), limits: COUNTED },
  accounting('email', 'equals', email),
  accounting('work_phone', 'equals', phoneNumber),
  accounting('display_name', 'starts_with', (turn) => customerName(turn).slice(0, -6)),
  accounting('email', 'starts_with', (turn) => email(turn).slice(0, -11)),
  { ...accounting('created_at', 'after', newest, { sortOrder: 'asc' }), limits: COUNTED },
  { ...accounting('created_at', 'before', createdAt, {}, ', many'), limits: ANY },
  ...['created_at', 'display_name'].flatMap((column) =>
    ['asc', 'desc'].flatMap((order) => [1, 2].map((page) => sorted(column, order, page))),
  ),
  ACCOUNTING('inactive customers', () => ({ pageSize: '50', inactiveMode: 'true' })),
];

const SEARCHED: readonly (readonly [name: string, limits: Lookup['limits'], word: (turn: Turn) => string])[] = [
  ['one found', FEW, (turn) => `c${numberOf(turn)}.example`],
  ['100 found', FEW, ({ word }) => word],
  ['the second email', FEW, otherEmail],
  ['digits of a phone', FEW, (turn) => phoneNumber(turn).slice(4)],
  // Numbers that are no beginning of another name's. A last name always has the same first name.
  [
    'first and last name',
    FEW,
    (turn) => `Byron${1100 + (numberOf(turn) % 19) * 200 + (numberOf(turn) % 100)} Ada${100 + (numberOf(turn) % 100)}`,
  ],
  ['two letters, none found', FEW, () => 'qx'],
  ['two letters, all found', ANY, () => 'cu'],
  ['one letter', ANY, () => 'e'],
  ['all found', ANY, () => 'customer'],
  ['two words, all found', ANY, () => 'company customer'],
  ['none found', FEW, ({ unique }) => `zz${unique}`],
];

/** Searches, for which other limits hold. */
export const SEARCHES: readonly Lookup[] = [
  ...SEARCHED.flatMap(([name, limits, word]) =>
    [
      CONTACTS(`search, ${name}`, (turn) => ({ limit: '50', search: word(turn) })),
      CLIENTS(`search, ${name}`, (turn) => ({ limit: '50', search: word(turn) })),
      ACCOUNTING(`search, ${name}`, (turn) => ({ pageSize: '50', searchKeyword: word(turn) })),
    ].map((one) => ({ ...one, ...(limits && { limits }) })),
  ),
  // The number of some is so short that very many have each of the words.
  {
    ...COMPLETED('auto-complete, a name', (turn) => ({ keyword: customerName(turn).slice(0, -3) })),
    limits: { p50: FEW.p50, p99: ANY.p99 },
  },
  { ...COMPLETED('auto-complete, all found', () => ({ keyword: 'cust' })), limits: ANY },
  { ...COMPLETED('auto-complete, a typing error', (turn) => ({ keyword: `Custoner ${numberOf(turn)}` })), limits: ANY },
];
