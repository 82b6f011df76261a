import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let acme: TestTenant;

beforeAll(async () => {
  app = await startApp();
  acme = await aTenant(app);
});
afterAll(() => app.close());

interface Case {
  field: string;
  stored: string | number;
  other: string | number;
  wrong: unknown;
  long?: number;
  /** What a cleared field reads; a required one cannot be cleared. */
  cleared?: unknown;
}

const TEXT = { stored: 'before', other: 'after', wrong: 7, cleared: null };
const FIELDS: Case[] = [
  { field: 'name', stored: 'before', other: 'after', wrong: 7, long: 201 },
  { field: 'external_code', ...TEXT, long: 121 },
  { field: 'status', stored: 'B', other: 'C', wrong: true, long: 11, cleared: 'A' },
  { field: 'document', ...TEXT, long: 61 },
  { field: 'document_type', stored: 1, other: 2, wrong: '1', cleared: null },
  { field: 'business_name', ...TEXT, long: 201 },
  { field: 'tax_id', ...TEXT, long: 61 },
  { field: 'phone', stored: '+12125550100', other: '+12125550101', wrong: 12125550101, long: 61, cleared: null },
  { field: 'mobile', stored: '+12125550102', other: '+12125550103', wrong: {}, long: 61, cleared: null },
  {
    field: 'email',
    stored: 'before@example.com',
    other: 'after@example.com',
    wrong: 'nobody',
    long: 201,
    cleared: null,
  },
  { field: 'notes', ...TEXT, long: 1001 },
  { field: 'image_url', ...TEXT, long: 501 },
  { field: 'street', ...TEXT, long: 201 },
  { field: 'door_number', ...TEXT, long: 21 },
  { field: 'apartment', ...TEXT, long: 21 },
  { field: 'corner', ...TEXT, long: 201 },
  { field: 'zip_code', ...TEXT, long: 21 },
  { field: 'latitude', stored: 1.5, other: -90, wrong: 91, cleared: null },
  { field: 'longitude', stored: 1.5, other: 180, wrong: '1', cleared: null },
  { field: 'country_id', ...TEXT, long: 31 },
  { field: 'department_id', ...TEXT, long: 31 },
];

const full = () => ({
  ...Object.fromEntries(FIELDS.map(({ field, stored }) => [field, stored])),
  external_code: `before-${Math.random()}`,
});
const create = async () => (await app.as(acme).clients.post('/clients', full())).body.data.id as string;
const read = async (id: string) => {
  const { address, ...client } = (await app.as(acme).clients.get(`/clients/${id}`)).body.data as Record<string, any>;
  return { ...client, ...address } as Record<string, unknown>;
};
const put = (id: string, body: unknown) => app.as(acme).clients.put(`/clients/${id}`, body);

describe.each(FIELDS)('PUT /apidev/v1/clients/:id with $field', ({ field, other, wrong, long, cleared }) => {
  it('200: sets a value and leaves every other field', async () => {
    const id = await create();
    const before = await read(id);
    expect(await put(id, { [field]: other })).toMatchObject({
      status: 200,
      body: { success: true, data: { id, updated_fields: [field] }, meta: {} },
    });
    expect(await read(id)).toEqual({ ...before, [field]: other });
  });

  it(cleared === undefined ? '400: cannot be cleared' : '200: null clears it', async () => {
    const id = await create();
    const before = await read(id);
    const answer = await put(id, { [field]: null });
    expect(answer.status).toBe(cleared === undefined ? 400 : 200);
    expect(await read(id)).toEqual(cleared === undefined ? before : { ...before, [field]: cleared });
  });

  it('400: refuses a wrong type and writes nothing', async () => {
    const id = await create();
    const before = await theCustomer(app, acme, Number(id));
    expect(await put(id, { notes: 'not this either', [field]: wrong })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } },
    });
    expect(await theCustomer(app, acme, Number(id))).toEqual(before);
  });

  if (long) {
    it(`400: refuses ${long} characters`, async () => {
      const id = await create();
      const text = field === 'email' ? `${'x'.repeat(long - 12)}@example.com` : '1'.repeat(long);
      expect(await put(id, { [field]: text })).toMatchObject({
        status: 400,
        body: { error: { details: expect.arrayContaining([expect.objectContaining({ field })]) } },
      });
    });
  }
});

describe('PUT /apidev/v1/clients/:id', () => {
  it('200: an empty text clears like null', async () => {
    const id = await create();
    await put(id, { notes: '', email: '', phone: '' });
    expect(await read(id)).toMatchObject({ notes: null, email: null, phone: null });
  });

  it('200: lists the accepted keys in the order of the request, and no others', async () => {
    const id = await create();
    const answer = await put(id, { notes: 'x', colour: 'red', email: 'x@example.com', version: 9, name: 'x' });
    expect(answer.body.data.updated_fields).toEqual(['notes', 'email', 'name']);
  });

  it('200: only unknown keys change nothing', async () => {
    const id = await create();
    const { version } = await theCustomer(app, acme, Number(id));
    expect((await put(id, { colour: 'red' })).body.data.updated_fields).toEqual([]);
    expect((await theCustomer(app, acme, Number(id))).version).toBe(version);
  });

  it('200: what was read can be written back, whatever the limits, and is no change', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'n'.repeat(300),
      note: 'n'.repeat(3000),
      taxId: 't'.repeat(100),
      email: `${'e'.repeat(60)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(40)}.example`,
    });
    const before = await theCustomer(app, acme, id);
    const { id: _, ...all } = await read(String(id));
    expect((await put(String(id), all)).status).toBe(200);
    expect(await theCustomer(app, acme, id)).toEqual(before);
    expect((await put(String(id), { name: 'm'.repeat(300) })).status).toBe(400);
  });

  it('200: minus zero is zero, and no change', async () => {
    const { id, version } = await aCustomer(app, acme, { siteLatitude: 0, documentType: 0 });
    expect(
      (await app.as(acme).clients.send('PUT', `/clients/${id}`, { text: '{"latitude":-0,"document_type":-0}' })).status,
    ).toBe(200);
    expect((await theCustomer(app, acme, id)).version).toBe(version);
  });

  it.each(['', ' '])('200: a status is cleared by an empty one as by null: %j', async (status) => {
    const id = await create();
    expect(await put(id, { status })).toMatchObject({ status: 200, body: { data: { updated_fields: ['status'] } } });
    expect((await read(id))['status']).toBe('A');
  });

  it('400: a body that is not acceptable is told before a client that is not there', async () => {
    expect((await put('9007199254740000', { name: 5 })).status).toBe(400);
  });

  it('200: a change raises the version by one', async () => {
    const { id, version } = await aCustomer(app, acme);
    await put(String(id), { notes: 'x', street: 'y', email: 'x@example.com' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
  });

  it('400: needs a field', async () => {
    expect((await put(await create(), {})).status).toBe(400);
  });

  it('400: refuses the id, which is no field to change', async () => {
    const id = await create();
    expect(await put(id, { id, notes: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: [{ field: 'id' }] } },
    });
    expect((await read(id)).notes).toBe('before');
  });

  it('404: answers a foreign client exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await put(String(foreign.id), { notes: 'mine now' });
    expect(theirs.status).toBe(404);
    expect(theirs).toLookLike(await put('9007199254740000', { notes: 'mine now' }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});
