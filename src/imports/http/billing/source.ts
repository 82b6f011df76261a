import Big from 'big.js';
import type { ServedTenant, Tenant } from '../../../auth/principal.js';
import { fromUser, toUser, UpdateUserInput } from '../../../contact-persons/http/billing/billing.dto.js';
import { billing } from '../../../contracts/billing.js';
import { momentFrom } from '../../../contracts/iso-time.js';
import { momentsOf } from '../../../contracts/local-time.js';
import { CreateCustomerInput, fromNewCustomer } from '../../../customers/http/billing/billing.dto.js';
import { BILLING_VIEW, CUSTOMER, toCustomer } from '../../../customers/http/billing/words.js';
import type { AnyCard } from '../../../customer-cards/customer-cards.service.js';
import type { ReadPerson } from '../../draft.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, type Row, RowReader } from '../row-reader.js';

const KNOWN = {
  ...knows(...Object.keys(CUSTOMER)),
  users: {
    ...knows('user_id', 'external_key', 'first_name', 'middle_name_glob', 'last_name', 'name_suffix', 'name'),
    ...knows('display_as', 'title', 'email', 'phone', 'token', 'user_type_id', 'user_type_name', 'username'),
    ...knows('write_datetime', 'mod_datetime', 'url_self', 'customer_id'),
    customers: knows('customer_id', 'company'),
  },
};

/** A customer, and its users in a list `users`. */
export const billingSource: Source = {
  contract: billing.name,
  cell: cells({ '': CreateCustomerInput, users: UpdateUserInput }),
  view: BILLING_VIEW,
  show: (card, tenant) => {
    const { url_self: _, ...shown } = toCustomer(card, { ...tenant, baseUrl: '' });
    return { ...shown, users: card.persons.map((person) => userOf(card, person, tenant)) };
  },
  read(row, tenant) {
    const reader = new RowReader(row);
    const customer = reader.as(CreateCustomerInput, { ...row, parent_customer_id: undefined });
    const [id, parent, main] = [reader.id('customer_id'), reader.id('parent_customer_id'), reader.id('superuser_id')];
    const moment = momentIn(tenant);
    const persons = reader.list('users')?.map(({ item, at }) => readUser(reader, { item, at, main, moment }));
    const createdAt = reader.time('write_datetime', row, '', moment);
    const updatedAt = reader.time('mod_datetime', row, '', moment);
    const token = reader.token('token');
    const [balance, total = '0', paid = '0'] = [reader.money('balance'), reader.money('total'), reader.money('paid')];
    return reader.finish(KNOWN, () => ({
      id,
      customer: {
        ...fromNewCustomer(customer),
        ...(isInactive(row) && { active: false }),
        ...openedWith(
          new Big(balance ?? 0).minus(balance === undefined ? 0 : total).plus(balance === undefined ? 0 : paid),
          createdAt,
        ),
      },
      createdAt,
      updatedAt,
      token,
      parent,
      persons,
      ledger: balance === undefined ? {} : { invoice: total, payment: paid },
    }));
  },
};

interface User {
  item: Row;
  at: string;
  main: string | null;
  moment: (text: string) => Date | undefined;
}

function readUser(reader: RowReader, { item, at, main, moment }: User): ReadPerson {
  const fields = fromUser(reader.as(UpdateUserInput, item, at));
  const sourceId = reader.id('user_id', item, at) ?? undefined;
  return {
    ...fields,
    isMain: sourceId !== undefined && sourceId === main,
    sourceId,
    token: reader.token('token', item, at) ?? undefined,
    createdAt: reader.time('write_datetime', item, at, moment),
  };
}

const isInactive = ({ customer_status_state: state, customer_status_str: status }: Row) =>
  state === 'i' || (typeof status === 'string' && status.startsWith('inactive'));

/** The balance of a moved customer begins with what its invoices and payments do not explain. */
const openedWith = (opening: Big, createdAt = new Date()) =>
  opening.eq(0) ? {} : { openingBalance: opening.toFixed(), openingBalanceAt: createdAt };

/** A time with an offset, or a local time of the tenant. */
const momentIn =
  ({ timeZone }: Tenant) =>
  (text: string): Date | undefined =>
    /(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/.test(text) && /\d\d:\d\d/.test(text)
      ? momentFrom(text)
      : momentsOf(text, timeZone)[0];

/** A user with the ID that the contract shows. The address of its record is that of a server, and no file has it. */
function userOf(card: AnyCard, person: AnyCard['persons'][number], tenant: ServedTenant): object {
  const own = card.wireIds.find(
    ({ contract, kind, recordId, isCurrent }) =>
      isCurrent && contract === billing.name && kind === 'contact_person' && recordId === person.id,
  );
  const id = own && tenant.ownIds.includes('billing.contact_person') ? Number(own.wireId) : person.id;
  const isMain = id === card.mainContactId;
  const { url_self: _, ...user } = toUser(
    {
      ...person,
      id,
      customerId: card.id,
      customerName: card.displayName,
      email: isMain ? card.email : (card.emails.find((email) => email.id === person.emailId)?.email ?? null),
      phone: isMain ? card.phone : (card.phones.find((phone) => phone.id === person.phoneId)?.phone ?? null),
    },
    { ...tenant, baseUrl: '' },
  );
  return user;
}
