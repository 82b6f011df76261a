import { aCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const BETWEEN = [
  ['a narrow no-break space', '\u202f'],
  ['an ideographic space', '\u3000'],
  ['a figure space', '\u2007'],
  ['a non-breaking hyphen', '\u2011'],
  ['an em dash', '\u2014'],
  ['a minus sign', '\u2212'],
  ['a hyphen bullet', '\u2043'],
  ['a left-to-right mark', '\u200e'],
  ['a zero-width joiner', '\u200d'],
  ['the end of an embedding', '\u202c'],
  ['a Mongolian vowel separator', '\u180e'],
];

describe.each(BETWEEN)('a phone with %s between its digits', (_, character) => {
  it.each([['2125550170'], ['+12125550170']])('is a twin of %s, and found by it', async (number) => {
    const { id } = await aCustomer(app, acme);
    const spelled = number.replace('212555', ['212', '555', ''].join(character));
    await records.add(id, 'phones', { phone: spelled });
    expect((await records.post(id, 'phones', { phone: number })).status).toBe(409);
    const found = (await app.as(acme).erp.get('/customers', { searchColumn: 'phone', searchString: number })).body as {
      id: number;
    }[];
    expect(found.map((customer) => customer.id)).toContain(id);
  });
});
