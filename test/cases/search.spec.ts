import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { useApp, useTenant } from '../support/use-app.js';

const app = useApp();
const tenant = useTenant(app);
const elsewhere = useTenant(app);
let rich: number;

const RICH = {
  displayName: 'Wombat Ltd',
  legalName: 'Ελληνική ΟΔΌΣ Α.Ε.',
  tradeName: 'Straße & Söhne',
  document: '4.215.873-1',
  taxId: 'PT 508-112.447',
  externalKey: 'crm-99',
  email: 'Öffice@müller.example',
  phone: '+1 (212) 555-0142',
  mobile: '+1 646 555 0177',
  fax: '+1 917 555 0188',
  website: 'https://Crème.example',
  firstName: 'Jane',
  lastName: 'Quillworth',
};

beforeAll(async () => {
  rich = await withRecords(tenant);
  await withRecords(elsewhere);
  await aCustomer(app, tenant, {
    displayName: 'Unrelated Ltd',
    firstName: 'Ann',
    lastName: 'Other',
    email: 'ann@other.example',
  });
});

async function withRecords(of: TestTenant): Promise<number> {
  const { id } = await aCustomer(app, of, RICH);
  const { contacts, billing } = app.as(of);
  await contacts.post(`/customers/${id}/emails`, { email: 'second@mail.example' });
  await contacts.post(`/customers/${id}/phones`, { phone: '+44 20 7946 0018', extension: '567' });
  await contacts.post(`/customers/${id}/company-names`, { name: 'Marsupial Holdings', tax_id: 'ES-B 123.456' });
  await billing.post('/user', { customer_id: id, first_name: 'Bartholomew', last_name: 'Ｎｉｃｋｅｌ' });
  return id;
}

/** The one search of three contracts: the IDs that each finds. */
const SEARCHES: Record<string, (of: TestTenant, text: string) => Promise<number[]>> = {
  contacts: async (of, search) =>
    (
      (await app.as(of).contacts.get('/customers/getCustomers', { search })).body.clientes as { customer_id: number }[]
    ).map(({ customer_id }) => customer_id),
  clients: async (of, search) =>
    ((await app.as(of).clients.get('/clients', { search })).body.data as { id: string }[]).map(({ id }) => Number(id)),
  accounting: async (of, searchKeyword) =>
    ((await app.as(of).accounting.get('/customers', { searchKeyword })).body.data as { id: number }[]).map(
      ({ id }) => id,
    ),
};

describe.each(Object.keys(SEARCHES))('the search of %s', (contract) => {
  const found = (text: string, of = tenant) => SEARCHES[contract]!(of, text);

  it.each([
    ['a blank after it', 'wombat ltd '],
    ['a blank before it', ' wombat ltd'],
    ['two blanks', 'wombat  ltd'],
    ['a no-break space', 'wombat\u00a0ltd'],
    ['a zero-width space', 'wombat\u200bltd'],
    ['words in another order', 'ltd wombat'],
    ['words of several records', 'wombat second@mail 0018 marsupial nickel'],
    ['first and last name', 'Jane Quillworth'],
    ['another contact person', 'bartholomew NICKEL'],
    ['the legal name, in capitals and without accents', 'ΕΛΛΗΝΙΚΗ οδος'],
    ['the trade name with SS for ß', 'STRASSE söhne'],
    ['the email in another case', 'office@muller.example'],
    ['the domain as IDNA writes it', 'xn--mller-kva'],
    ['the second email', 'second@mail.example'],
    ['digits of the main phone', '2125550142'],
    ['the international number without blanks', '+12125550142'],
    ['the end of the number', '5550142'],
    ['the number as people write it', '(212) 555-0142'],
    ['full-width digits', '２１２５５５０１４２'],
    ['the mobile', '6465550177'],
    ['the fax', '917 555 0188'],
    ['a phone without a place', '442079460018'],
    ['a phone with its extension', '+44 20 7946 0018 ext. 567'],
    ['the tax ID without punctuation', 'PT508112447'],
    ['the tax ID with other punctuation', 'pt508.112-447'],
    ['the document', '42158731'],
    ['the external key', 'CRM-99'],
    ['the website', 'creme.example'],
    ['a company name', 'marsupial'],
    ['the tax ID of a company name', 'ESB123456'],
    ['two letters', 'wo'],
  ])('finds by %s', async (_, text) => {
    expect(await found(text)).toEqual([rich]);
  });

  it.each(['wombat other', 'jane other', 'wo mbatx', 'w.o.m.b.a.t', '5550142 9999999', 'O.f.f.i.c.e', '%', '_', '\\'])(
    'does not find by %j',
    async (text) => {
      expect(await found(text)).not.toContain(rich);
    },
  );

  it('finds by code', async () => {
    expect(await found(`C${rich}`)).toEqual([rich]);
    expect(await found(`wombat c${rich}`)).toEqual([rich]);
  });

  it('finds nothing of another tenant', async () => {
    expect(await found('quillworth', elsewhere)).not.toContain(rich);
    expect(await found(`C${rich}`, elsewhere)).toEqual([]);
  });

  it('answers everything to a text of blanks, as to none', async () => {
    expect(await found(' \u00a0')).toHaveLength(2);
  });

  it('finds a French number as it is written there, and as the world writes it', async () => {
    const mine = await aTenant(app);
    const { id } = await aCustomer(app, mine, { countryIso: 'FR', phone: '01 23 45 67 89' });
    const { id: other } = await aCustomer(app, mine, { countryIso: 'FR', phone: '+33 2 98 76 54 32' });
    for (const text of ['0123456789', '23456789', '+33123456789', '0033123456789', '01.23.45.67.89', '01 23 45 67 89'])
      expect({ text, ids: await found(text, mine) }).toEqual({ text, ids: [id] });
    expect(await found('0298765432', mine)).toEqual([other]);
  });

  it('finds a number however it is written', async () => {
    const mine = await aTenant(app);
    const { id: british } = await aCustomer(app, mine, {
      displayName: 'Vera',
      countryIso: 'GB',
      phone: '+44 20 7946 0777',
    });
    const { id: iranian } = await aCustomer(app, mine, { countryIso: 'IR', phone: '+98 21 1234 5678' });
    const { id: american } = await aCustomer(app, mine, { countryIso: 'US', phone: '+1 212 555 0171 ext. 45' });
    const { id: japanese } = await aCustomer(app, mine, { countryIso: 'JP', phone: '03ー1245ー6789' });
    const written: [number, string[]][] = [
      [
        british,
        ['020 7946\u20130777', '020 7946\u20110777', '０２０ ７９４６ ０７７７', '٠٢٠ ٧٩٤٦ ٠٧٧٧', '020 7946 0777,'],
      ],
      [british, ['+44(0)2079460777', '+44 (0)20 7946 0777', '0044 20 7946 0777', 'V 020 7946 0777', '020 7946 0777 V']],
      [british, ['tel:+442079460777', '011 44 20 7946 0777', '011442079460777']],
      [iranian, ['۰۲۱ ۱۲۳۴ ۵۶۷۸', '+98 (0)21 1234 5678']],
      [american, ['212 555 0171 x45', '212 555 0171x45', '+12125550171;ext=45', '212 555 0171 extn 045']],
      [american, ['(212) 555-0171 ext. 45', '212 555 0171 #45', 'tel:+1-212-555-0171;ext=45', '011 1 212 555 0171']],
      [japanese, ['03ー1245ー6789', '03 1245 6789', '1245ー6789', '+81 3 1245 6789']],
    ];
    for (const [id, texts] of written)
      for (const text of texts) expect({ text, ids: await found(text, mine) }).toEqual({ text, ids: [id] });
    await aCustomer(app, mine, { displayName: 'Next 46', countryIso: 'US', phone: '+1 212 555 0171' });
    for (const text of ['212 555 0171 x46', 'W 020 7946 0777', '020 7946 0778'])
      expect({ text, ids: await found(text, mine) }).toEqual({ text, ids: [] });
    const roles = JSON.stringify([{ fieldKey: 'work_phone', comparator: 'contains', value: '45ー67' }]);
    const { body } = await app.as(mine).accounting.get('/customers', { stringifiedFilterRoles: roles });
    expect((body.data as { id: number }[]).map(({ id }) => id)).toContain(japanese);
  });

  it.each(['2x4 Lumber 12', '1920x1080', '007\u20131234 56, Ltd'])(
    'finds a name with numbers: %s',
    async (displayName) => {
      const mine = await aTenant(app);
      const { id } = await aCustomer(app, mine, { displayName });
      expect(await found(displayName, mine)).toEqual([id]);
    },
  );

  it.each([
    ['composed Hangul', '한국전자', '한국'.normalize('NFD')],
    ['decomposed Hangul', '한국전자'.normalize('NFD'), '한국'],
    ['half-width kana', 'ｶﾞﾗｽ工業', 'ガラス'],
    ['kana', 'ガラス工業', 'ｶﾞﾗｽ'],
    ['full-width letters', 'ＡＢＣ Ｄｅｆ', 'abc def'],
    ['final sigma', 'οδός', 'ΟΔΟΣ'],
    ['sigma', 'ΟΔΟΣ', 'οδός'],
    ['dotted capital I', 'İpek', 'ipek'],
    ['dotless i', 'ışık', 'ISIK'],
    ['a ligature', 'ﬁne', 'FINE'],
    ['letters that have no accent apart', 'Łódź Ørsted', 'lodz orsted'],
    ['decomposed accents', 'Ángel'.normalize('NFD'), 'ángel'],
    ['a soft hyphen inside', 'Donau\u00addampf', 'donaudampf'],
  ])('compares %s', async (_, displayName, text) => {
    const mine = await aTenant(app);
    const { id } = await aCustomer(app, mine, { displayName });
    await aCustomer(app, mine, { displayName: 'Other' });
    expect(await found(text, mine)).toEqual([id]);
  });

  it('finds no deleted customer, and no customer by a deleted person or by what was replaced', async () => {
    const mine = await aTenant(app);
    const { id } = await aCustomer(app, mine, { displayName: 'Before' });
    const { id: gone } = await aCustomer(app, mine, { displayName: 'Departed' });
    const user = (await app.as(mine).billing.post('/user', { customer_id: id, first_name: 'Zebedee' })).body
      .response as { id: number };
    expect(await found('zebedee', mine)).toEqual([id]);
    await app.as(mine).billing.delete(`/user/${user.id}`);
    await app.as(mine).billing.delete(`/customer/${gone}`);
    await app.as(mine).clients.put(`/clients/${id}`, { name: 'Afterwards' });
    for (const text of ['zebedee', 'departed', 'before'])
      expect({ text, ids: await found(text, mine) }).toEqual({ text, ids: [] });
    expect(await found('afterwards', mine)).toEqual([id]);
  });

  it.each([
    [
      '+44 20 7946 0018',
      [
        '020 7946 0018',
        '(020) 7946-0018',
        '+44 (0)20 7946 0018',
        '0044 20 7946 0018',
        '00 44 20 7946 0018',
        '+44 020 7946 0018',
      ],
    ],
    ['+49 30 123456-78', ['030 / 123456-78', '030 12345678', '0 30 123456']],
    ['+55 11 91234-5678', ['011 91234-5678', '(11) 91234 5678']],
  ])('finds %s by its words as they are dialled', async (phone, texts) => {
    const mine = await aTenant(app);
    const { id } = await aCustomer(app, mine, { phone });
    await aCustomer(app, mine, { phone: '+598 2 901 2345' });
    for (const text of texts) expect({ text, ids: await found(text, mine) }).toEqual({ text, ids: [id] });
    expect(await found('020 7946 0019', mine)).toEqual([]);
  });

  it('counts what it finds', async () => {
    const { body } = await app.as(tenant).clients.get('/clients', { search: 'ltd', limit: 1 });
    expect(body).toMatchObject({ data: [{ name: 'Wombat Ltd' }], meta: { total: 2 } });
  });
});

describe('auto-complete', () => {
  it('looks at display names alone, and splits, folds and trims as the search does', async () => {
    const mine = await aTenant(app);
    for (const displayName of ['Mud Wombat', 'Wombat Ltd', 'Éclair Wömbat', 'Other'])
      await aCustomer(app, mine, { displayName, email: 'wombat@mail.example', lastName: 'Quill' });
    const names = async (keyword: string) =>
      (
        (await app.as(mine).accounting.get('/contacts/auto-complete', { keyword })).body as { displayName: string }[]
      ).map(({ displayName }) => displayName);
    expect(await names(' WOMBAT ')).toEqual(['Wombat Ltd', 'Éclair Wömbat', 'Mud Wombat']);
    expect(await names('ltd  wombat')).toEqual(['Wombat Ltd']);
    expect(await names('wo')).toEqual(['Wombat Ltd', 'Éclair Wömbat', 'Mud Wombat']);
    expect(await names('quill')).toEqual([]);
    expect(await names('mail.example')).toEqual([]);
  });
});

describe('sorting', () => {
  const NAMES = ['éclair', 'Zebra', 'angel', 'apple', 'Angel', 'Ángel'];
  const SORTED = ['angel', 'Angel', 'Ángel', 'apple', 'éclair', 'Zebra'];

  it('is as people sort: accents and case decide last, IDs between equals', async () => {
    const mine = await aTenant(app);
    for (const displayName of NAMES) await aCustomer(app, mine, { displayName, lastName: displayName });
    const billing = async (order: string) =>
      ((await app.as(mine).billing.get('/customer', { order })).body.response as { company: string }[]).map(
        ({ company }) => company,
      );
    const users = async (order: string) =>
      ((await app.as(mine).billing.get('/user', { order })).body.response as { last_name: string }[]).map(
        ({ last_name }) => last_name,
      );
    const accounting = async (column_sort_by: string, sort_order: string) =>
      (
        (await app.as(mine).accounting.get('/customers', { column_sort_by, sort_order })).body.data as {
          displayName: string;
        }[]
      ).map(({ displayName }) => displayName);
    expect(await billing('company:ASC')).toEqual(SORTED);
    expect(await billing('company:DESC')).toEqual(SORTED.toReversed());
    expect(await users('last_name:ASC')).toEqual(SORTED);
    expect(await accounting('display_name', 'asc')).toEqual(SORTED);
    expect(await accounting('last_name', 'desc')).toEqual(SORTED.toReversed());
    const ids = (
      (await app.as(mine).billing.get('/customer', { order: 'bill_state:ASC' })).body.response as {
        customer_id: number;
      }[]
    ).map(({ customer_id }) => customer_id);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  });
});
