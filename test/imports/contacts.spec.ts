import { FeedService } from '../../src/feed/feed.service.js';
import { useAppAndTenant } from '../support/use-app.js';
import { importing } from './support.js';

const { app, tenant } = useAppAndTenant();
const { planned, run, rows, service } = importing(app, tenant);

const input = (source: string) => ({ contract: 'contacts', source });
const get = async (id: number) => (await app.as(tenant).contacts.get(`/customers/getCustomers/${id}`)).body.cliente;

const acme = (id: number) => ({
  customer_id: id,
  name: `Acme ${id}`,
  legal_name: 'Acme Corporation',
  tax_id: `US${id}`,
  contact_origin: null,
  created_at: '2020-02-03T04:05:06Z',
  updated_at: '2021-02-03T04:05:06Z',
  emails: [
    {
      email_id: 1,
      customer_id: id,
      email: `first${id}@acme.example`,
      is_for_invoicing: true,
      name: 'John Doe',
      role: 'Finance Manager',
      notes: 'Primary contact for billing',
      is_locked: false,
      created_at: '2020-03-03T04:05:06Z',
      is_primary: false,
    },
    {
      email_id: 2,
      customer_id: id,
      email: `second${id}@acme.example`,
      is_for_invoicing: false,
      name: null,
      role: null,
      notes: null,
      is_locked: true,
      created_at: '2020-03-04T04:05:06Z',
      is_primary: true,
    },
  ],
  phones: [
    {
      phone_id: 1,
      customer_id: id,
      phone: '+1 (555) 123-4567',
      extension: '12',
      is_whatsapp: true,
      name: 'Jane Smith',
      role: null,
      notes: null,
      is_locked: false,
      created_at: '2020-03-03T04:05:06Z',
      place: 'mobile',
    },
  ],
  company_names: [
    {
      company_name_id: 1,
      customer_id: id,
      name: 'Acme Corp Ltd.',
      tax_id: 'ABC123456789',
      billing_email: 'billing@acme.example',
      address: '123 Main St',
      billing_address: 'PO Box 456',
      is_active: true,
      is_default: true,
      created_at: '2020-03-03T04:05:06Z',
    },
  ],
});

/** Without the IDs, which are new here. */
const withoutIds = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (/_id$/.test(key) && key !== 'tax_id' ? undefined : inner)),
  );

describe('an import of contacts', () => {
  it('brings customers with their records, flags, places and times', async () => {
    const done = await run(input('whole'), [acme(1), acme(2)]);
    expect(done).toMatchObject({
      state: 'done',
      staged: 2,
      leftOver: {},
      totals: { create: 2, join: 0, update: 0, unchanged: 0, refused: 0 },
    });
    const [one, two] = await rows(done.id);
    expect(withoutIds(await get(one!.customerId!))).toEqual(withoutIds(acme(1)));
    expect(withoutIds(await get(two!.customerId!))).toEqual(withoutIds(acme(2)));
  });

  it('writes nothing before it is run, and plans the same again', async () => {
    const before = await service().list(tenant.id);
    const first = await planned(input('twice'), [acme(5)]);
    const again = await service().plan(tenant.id, first.id);
    expect(again).toMatchObject({ digest: first.digest, totals: first.totals, state: 'planned' });
    const [row] = await rows(first.id);
    expect((await app.as(tenant).contacts.get(`/customers/getCustomers/${row!.customerId}`)).status).toBe(404);
    expect(before.length).toBeGreaterThan(0);
  });

  it('leaves all rows unchanged when it is run again', async () => {
    const first = await run(input('again'), [acme(1), acme(2), acme(3)]);
    const [one] = await rows(first.id);
    await app.as(tenant).clients.put(`/clients/${one!.customerId}`, { name: 'Renamed here' });
    const second = await run(input('again'), [acme(3), acme(2), acme(1)]);
    expect(second.totals).toEqual({ create: 0, join: 0, update: 0, unchanged: 3, refused: 0 });
    expect(await get(one!.customerId!)).toMatchObject({ name: 'Renamed here' });
  });

  it('updates what the source has changed, and keeps records that others have made', async () => {
    const [created] = await rows((await run(input('changing'), [acme(1)])).id);
    const id = created!.customerId!;
    await app.as(tenant).contacts.post(`/customers/${id}/emails`, { email: 'ours@acme.example' });
    const { emails, phones, ...rest } = acme(1);
    const changed = {
      ...rest,
      name: 'Acme renamed',
      emails: [{ ...emails[0]!, notes: 'Changed' }, emails[1]!],
      phones: [...phones, { phone: '+1 (555) 987-6543', place: 'main' }],
    };
    const done = await run(input('changing'), [changed]);
    expect(done.totals).toMatchObject({ update: 1, refused: 0 });
    const now = await get(id);
    expect(now).toMatchObject({ name: 'Acme renamed', legal_name: 'Acme Corporation' });
    expect(now.emails.map(({ email, notes }: any) => [email, notes])).toEqual([
      ['first1@acme.example', 'Changed'],
      ['second1@acme.example', null],
      ['ours@acme.example', null],
    ]);
    expect(now.phones.map(({ phone, place }: any) => [phone, place])).toEqual([
      ['+1 (555) 123-4567', 'mobile'],
      ['+1 (555) 987-6543', 'main'],
    ]);
    expect((await run(input('changing'), [changed])).totals).toMatchObject({ unchanged: 1 });
  });

  it('refuses a row that would change a locked email, and changes nothing of it', async () => {
    const [created] = await rows((await run(input('locks'), [acme(1)])).id);
    const { emails, ...rest } = acme(1);
    const plan = await planned(input('locks'), [
      { ...rest, name: 'No', emails: [emails[0]!, { ...emails[1]!, name: 'X' }] },
    ]);
    expect(plan.totals).toMatchObject({ update: 0, refused: 1 });
    expect((await rows(plan.id))[0]!.faults).toEqual([{ field: 'email', why: expect.stringContaining('locked') }]);
    expect(await get(created!.customerId!)).toMatchObject({ name: 'Acme 1' });
  });

  it('says of refused rows which field is wrong and why, and brings the others', async () => {
    const done = await run(input('refused'), [
      { ...acme(1), name: null },
      { ...acme(2), emails: [{ email: 'no address' }] },
      { ...acme(3), phones: [{ phone: 'none' }] },
      { ...acme(4), tax_id: 'x'.repeat(61) },
      acme(5),
      acme(5),
    ]);
    expect(done.totals).toEqual({ create: 1, join: 0, update: 0, unchanged: 0, refused: 5 });
    expect((await rows(done.id)).map(({ outcome, faults }) => faults?.[0] ?? outcome)).toEqual([
      { field: 'name', value: 'null', why: 'is required' },
      { field: 'emails.0.email', value: 'no address', why: expect.any(String) },
      { field: 'phones.0.phone', value: 'none', why: 'must have a digit' },
      { field: 'tax_id', value: 'x'.repeat(61), why: expect.stringContaining('60') },
      'create',
      { field: 'id', value: '5', why: 'came in an earlier row' },
    ]);
  });

  it('counts keys that have no place in the record', async () => {
    const row = {
      ...acme(1),
      shoe_size: 43,
      emails: [
        { email: 'a@b.example', mood: 'good' },
        { email: 'c@d.example', mood: '' },
      ],
    };
    expect((await planned(input('left-over'), [row])).leftOver).toEqual({ shoe_size: 1, 'emails.mood': 2 });
  });

  it('is one event of the feed for each customer, with its name as the reason', async () => {
    const [row] = await rows((await run({ ...input('feed'), name: 'Spring move', actor: 'key:9' }, [acme(1)])).id);
    const page = await app.nest.get(FeedService).read(tenant.id, { limit: 500 });
    const events = page.events.filter(({ customerId }) => customerId === row!.customerId);
    expect(events).toMatchObject([{ kind: 'created', actor: 'key:9', reason: 'import Spring move' }]);
  });
});
