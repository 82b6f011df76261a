import type { PresentRows } from '../../src/changes/changes.repository.js';
import { planReversal, type Reversal } from '../../src/changes/reversal.js';
import { type Row, Tally, type TalliedChange } from '../../src/changes/tally.js';

const CUSTOMER = 1;
const AT = new Date(0);

const customer = (more: Row = {}): Row => ({
  id: CUSTOMER,
  deleted_at: null,
  country_iso: null,
  primary_email_id: null,
  main_phone_id: null,
  mobile_phone_id: null,
  fax_phone_id: null,
  main_contact_id: null,
  default_company_name_id: null,
  company_name_chosen: false,
  opening_balance: '0',
  opening_balance_at: null,
  ...more,
});
const person = (id: number, more: Row = {}): Row => ({ id, deleted_at: null, email_id: null, phone_id: null, ...more });
const phone = (id: number, text: string, more: Row = {}): Row => ({
  id,
  phone: text,
  extension: null,
  is_locked: false,
  flat_only: false,
  ...more,
});
const email = (id: number, text: string): Row => ({ id, email: text, is_locked: false, flat_only: false });

type Step = [
  by: 'mine' | 'other',
  record: TalliedChange['record'],
  id: number,
  patch: Row,
  kind?: TalliedChange['kind'],
];

/** Plans a revert of my changes, after these steps, for a customer that is now as given. */
function plan(present: Partial<PresentRows>, ...steps: Step[]): Reversal {
  const tally = new Tally();
  for (const [at, [by, record, recordId, patch, kind = 'changed']] of steps.entries())
    tally.take({ seq: at + 1, at: AT, record, recordId, kind, patch, actor: by, isSelected: by === 'mine' });
  const rows = { customer: [customer()], email: [], phone: [], company_name: [], contact_person: [], ...present };
  return planReversal(CUSTOMER, tally, rows, 'US');
}

/** What is planned, in short. */
const edits = ({ edits: planned }: Reversal) =>
  planned.map(({ kind, id, column, to, row }) => [kind, id, column ?? (row ? 'added' : 'removed'), to]);
const reasons = ({ items }: Reversal) =>
  items
    .filter(({ reason }) => reason)
    .map(({ record, recordId, column, reason }) => [record, recordId, column, reason]);

describe('fields', () => {
  it('get the value that others had left, between my changes', () => {
    const reversal = plan(
      { customer: [customer({ note: 'd' })] },
      ['mine', 'customer', 1, { note: ['a', 'b'] }],
      ['other', 'customer', 1, { note: ['b', 'c'] }],
      ['mine', 'customer', 1, { note: ['c', 'd'] }],
    );
    expect(edits(reversal)).toEqual([['customer', 1, 'note', 'c']]);
  });

  it('stand if another writer changed them last, unless they are as they were', () => {
    const steps: Step[] = [
      ['mine', 'customer', 1, { note: ['a', 'b'] }],
      ['other', 'customer', 1, { note: ['b', 'c'] }],
    ];
    expect(reasons(plan({ customer: [customer({ note: 'c' })] }, ...steps))).toEqual([
      ['customer', 1, 'note', 'changed'],
    ]);
    const back: Step = ['other', 'customer', 1, { note: ['c', 'a'] }];
    expect(plan({ customer: [customer({ note: 'a' })] }, ...steps, back).items).toEqual([]);
  });

  it('stand with a value that no kept change explains', () => {
    const reversal = plan({ customer: [customer({ note: 'x' })] }, ['mine', 'customer', 1, { note: ['a', 'b'] }]);
    expect(reasons(reversal)).toEqual([['customer', 1, 'note', 'unexplained']]);
  });

  it('of an extension and its number stay together', () => {
    const reversal = plan(
      { phone: [phone(5, '+12025550102', { extension: '2' })] },
      ['mine', 'phone', 5, { phone: ['+12025550101', '+12025550102'], extension: [null, '1'] }],
      ['other', 'phone', 5, { extension: ['1', '2'] }],
    );
    expect(edits(reversal)).toEqual([]);
    expect(reasons(reversal)).toEqual([
      ['phone', 5, 'phone', 'number'],
      ['phone', 5, 'extension', 'changed'],
    ]);
  });
});

describe('records', () => {
  it('that I locked are unlocked with the rest, and those that I unlocked are locked', () => {
    const changed: Step = ['mine', 'phone', 5, { phone: ['+12025550101', '+12025550102'] }];
    const locked = plan({ phone: [phone(5, '+12025550102', { is_locked: true })] }, changed, [
      'mine',
      'phone',
      5,
      { is_locked: [false, true] },
    ]);
    expect(edits(locked)).toEqual([
      ['phone', 5, 'phone', '+12025550101'],
      ['phone', 5, 'is_locked', false],
    ]);
    const unlocked = plan(
      { phone: [phone(5, '+12025550102')] },
      ['mine', 'phone', 5, { is_locked: [true, false] }],
      changed,
    );
    expect(edits(unlocked)).toEqual([
      ['phone', 5, 'is_locked', true],
      ['phone', 5, 'phone', '+12025550101'],
    ]);
  });

  it('that I added and removed are not made again', () => {
    const added: Step[] = [
      ['mine', 'phone', 5, { phone: '+12025550101' }, 'added'],
      ['mine', 'phone', 5, { phone: '+12025550101' }, 'removed'],
    ];
    expect(plan({}, ...added).items).toEqual([]);
  });

  it('that I changed and removed come back as they were before both', () => {
    const reversal = plan(
      {},
      ['mine', 'phone', 5, { phone: ['+12025550101', '+12025550102'] }],
      ['mine', 'phone', 5, phone(5, '+12025550102'), 'removed'],
    );
    expect(reversal.edits[0]!.row).toMatchObject({ id: 5, phone: '+12025550101' });
  });

  it('do not come back where another one has their value now, nor beyond the room of a customer', () => {
    const removed: Step = ['mine', 'phone', 5, phone(5, '(202) 555-0101'), 'removed'];
    expect(reasons(plan({ phone: [phone(6, '+1 202 555 0101')] }, removed))).toEqual([['phone', 5, null, 'twin']]);
    const many = Array.from({ length: 200 }, (_, at) => phone(10 + at, `+1202555${2000 + at}`));
    expect(reasons(plan({ phone: many }, removed))).toEqual([['phone', 5, null, 'room']]);
  });

  it('that another writer has touched do not become disposable again', () => {
    const reversal = plan(
      { email: [email(5, 'ada@example.com')] },
      ['mine', 'email', 5, { flat_only: [true, false], notes: [null, 'x'] }],
      ['other', 'email', 5, { notes: ['x', null] }],
    );
    expect(reasons(reversal)).toEqual([['email', 5, 'flat_only', 'claimed']]);
  });
});

describe('pointers', () => {
  it('to a record that is gone stay, and are empty if the present record leaves', () => {
    const stays = plan({ customer: [customer({ primary_email_id: 6 })], email: [email(6, 'b@example.com')] }, [
      'mine',
      'customer',
      1,
      { primary_email_id: [5, 6] },
    ]);
    expect([edits(stays), reasons(stays)]).toEqual([[], [['customer', 1, 'primary_email_id', 'target']]]);
    const leaves = plan(
      { customer: [customer({ primary_email_id: 6 })], email: [email(6, 'b@example.com')] },
      ['mine', 'email', 6, email(6, 'b@example.com'), 'added'],
      ['mine', 'customer', 1, { primary_email_id: [5, 6] }],
    );
    expect(edits(leaves)).toEqual([
      ['email', 6, 'removed', undefined],
      ['customer', 1, 'primary_email_id', null],
    ]);
  });

  it('of another writer hold the record that they point at', () => {
    const reversal = plan(
      { customer: [customer({ fax_phone_id: 6 })], phone: [phone(6, '+12025550106')] },
      ['mine', 'phone', 6, phone(6, '+12025550106'), 'added'],
      ['other', 'customer', 1, { fax_phone_id: [null, 6] }],
    );
    expect([edits(reversal), reasons(reversal)]).toEqual([[], [['phone', 6, null, 'in_place']]]);
  });

  it('to a locked record do not leave it', () => {
    const reversal = plan(
      {
        customer: [customer({ main_phone_id: 6 })],
        phone: [phone(5, '+12025550105'), phone(6, '+12025550106', { is_locked: true })],
      },
      ['mine', 'customer', 1, { main_phone_id: [5, 6] }],
      ['other', 'phone', 6, { is_locked: [false, true] }],
    );
    expect([edits(reversal), reasons(reversal)]).toEqual([[], [['customer', 1, 'main_phone_id', 'locked']]]);
  });

  it('to the default company name stay if it is not active any more, and hold it active', () => {
    const name = (id: number, is_active: boolean): Row => ({ id, name: 'A', is_active });
    const inactive = plan(
      { customer: [customer({ default_company_name_id: 6 })], company_name: [name(5, false), name(6, true)] },
      ['mine', 'customer', 1, { default_company_name_id: [5, 6] }],
      ['other', 'company_name', 5, { is_active: [true, false] }],
    );
    expect(reasons(inactive)).toEqual([['customer', 1, 'default_company_name_id', 'target']]);
    const active = plan(
      {
        customer: [customer({ default_company_name_id: 5, company_name_chosen: true })],
        company_name: [name(5, true)],
      },
      ['mine', 'company_name', 5, { is_active: [false, true] }],
      ['mine', 'customer', 1, { company_name_chosen: [false, true], default_company_name_id: [null, 5] }],
      ['other', 'customer', 1, { default_company_name_id: [5, null] }],
      ['other', 'customer', 1, { default_company_name_id: [null, 5] }],
    );
    expect(reasons(active)).toEqual([
      ['company_name', 5, 'is_active', 'in_place'],
      ['customer', 1, 'company_name_chosen', 'default'],
      ['customer', 1, 'default_company_name_id', 'changed'],
    ]);
  });
});

describe('the main contact', () => {
  const moved: Step[] = [
    ['mine', 'customer', 1, { main_contact_id: [7, 8], primary_email_id: [5, 6] }],
    ['mine', 'contact_person', 7, { email_id: [null, 5] }],
    ['mine', 'contact_person', 8, { email_id: [6, null] }],
  ];
  const emails = [email(5, 'a@example.com'), email(6, 'b@example.com')];

  it('comes back with what it showed', () => {
    const reversal = plan(
      {
        customer: [customer({ main_contact_id: 8, primary_email_id: 6 })],
        email: emails,
        contact_person: [person(7, { email_id: 5 }), person(8)],
      },
      ...moved,
    );
    expect(edits(reversal)).toEqual([
      ['customer', 1, 'main_contact_id', 7],
      ['customer', 1, 'primary_email_id', 5],
      ['contact_person', 7, 'email_id', null],
      ['contact_person', 8, 'email_id', 6],
    ]);
  });

  it('that another writer has chosen stays, and with it the emails of the former ones', () => {
    const reversal = plan(
      {
        customer: [customer({ main_contact_id: 9, primary_email_id: 6 })],
        email: emails,
        contact_person: [person(7, { email_id: 5 }), person(8, { email_id: 6 }), person(9)],
      },
      ...moved,
      ['other', 'customer', 1, { main_contact_id: [8, 9] }],
      ['other', 'contact_person', 8, { email_id: [null, 6] }],
    );
    expect(edits(reversal)).toEqual([['customer', 1, 'primary_email_id', 5]]);
    expect(reasons(reversal)).toEqual([
      ['customer', 1, 'main_contact_id', 'changed'],
      ['contact_person', 7, 'email_id', 'main_contact'],
    ]);
  });

  it('does not come back if it has got an email of its own meanwhile', () => {
    const reversal = plan(
      {
        customer: [customer({ main_contact_id: 8, primary_email_id: 6 })],
        email: [...emails, email(4, 'c@example.com')],
        contact_person: [person(7, { email_id: 4 }), person(8)],
      },
      ...moved,
      ['other', 'contact_person', 7, { email_id: [5, 4] }],
    );
    expect(edits(reversal)).toEqual([['customer', 1, 'primary_email_id', 5]]);
  });
});

describe('customers', () => {
  it('that another writer has deleted stay as they are', () => {
    const reversal = plan(
      { customer: [customer({ deleted_at: '2026-01-01T00:00:00+00:00', note: 'b' })] },
      ['mine', 'customer', 1, { note: ['a', 'b'] }],
      ['other', 'customer', 1, { deleted_at: [null, '2026-01-01T00:00:00+00:00'] }],
    );
    expect([edits(reversal), reasons(reversal)]).toEqual([[], [['customer', 1, 'note', 'removed']]]);
  });

  it('keep the date of an opening balance that another writer has set', () => {
    const reversal = plan(
      { customer: [customer({ opening_balance: '7', opening_balance_at: '2026-01-01T00:00:00+00:00' })] },
      ['mine', 'customer', 1, { opening_balance: ['0', '5'], opening_balance_at: [null, '2026-01-01T00:00:00+00:00'] }],
      ['other', 'customer', 1, { opening_balance: ['5', '7'] }],
    );
    expect(reasons(reversal)).toEqual([
      ['customer', 1, 'opening_balance', 'changed'],
      ['customer', 1, 'opening_balance_at', 'undated'],
    ]);
  });
});
