import { aCustomer, anImport, clientela, ConsolePage } from './console-page.js';

let screen: ConsolePage;
beforeAll(async () => {
  screen = await ConsolePage.open();
  await screen.signIn();
});
afterEach(() => expect(screen.complaints).toEqual([]));
afterAll(() => screen?.close());

const firm = {
  company: 'Ferretería El Ceibo',
  tax_ident: '30-43702933-0',
  superuser_email: 'info@elceibo.example',
};
/** For work that a server does later. */
const LATER = { timeout: 60_000 };
const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

it('a file is sent, planned, run and undone', async () => {
  const { page } = screen;
  await page.getByRole('link', { name: 'Imports' }).click();
  await page.getByRole('button', { name: 'New import' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('The file has the words of').selectOption('Billing');
  await form.getByLabel('Source').fill('Old shop');
  const rows = [
    { customer_id: 7, company: 'Panadería La Espiga', mood: 'good' },
    { customer_id: 8, company: '' },
  ];
  await form
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'customers.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines(rows)) });
  await form.getByRole('button', { name: 'Send and plan' }).click();
  await page.getByRole('heading', { name: 'Old shop' }).waitFor();
  await page.getByRole('heading', { name: 'What the plan says' }).waitFor(LATER);
  expect(await figures()).toEqual({ 'New customer': '1', Refused: '1' });
  await page.getByText('mood (1)').waitFor();
  const refused = page.getByRole('row').filter({ hasText: 'Refused' });
  expect(await refused.innerText()).toMatch(/company/);
  expect((await clientela('GET', '/customers?q=Espiga')).data).toEqual([]);

  await page.getByRole('button', { name: 'Run this plan' }).click();
  await page.getByRole('heading', { name: 'What became of the rows' }).waitFor();
  await page.getByRole('main').getByText('Done', { exact: true }).waitFor(LATER);
  expect((await clientela('GET', '/customers?q=Espiga')).data).toHaveLength(1);
  await page.getByLabel('Show').first().selectOption('New customer');
  await page
    .getByRole('row')
    .filter({ hasText: 'New customer' })
    .getByRole('link', { name: /^Customer \d+$/ })
    .waitFor();

  await page.getByRole('button', { name: 'Undo the import' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the import' }).click();
  await page.getByRole('main').getByText('Undone', { exact: true }).waitFor(LATER);
  expect((await clientela('GET', '/customers?q=Espiga')).data).toEqual([]);
});

it('a row that joins a customer shows where they disagree, and pairs wait for a decision', async () => {
  const { page } = screen;
  await aCustomer(firm.company, { ...firm, bill_city: 'Córdoba' });
  const rows = [{ ...firm, customer_id: 9, company: 'FERRETERIA EL CEIBO S.A.', bill_city: 'Rosario' }];
  const id = await anImport('ERP of the shop', rows);
  await screen.go(`/imports/${id}`);
  const row = page.getByRole('row').filter({ hasText: 'Joins a customer' });
  await row.getByText('Billing city: stays Córdoba, and the row has Rosario').waitFor();
  await page.getByRole('button', { name: 'Run this plan' }).click();
  await page.getByRole('heading', { name: 'Pairs to review' }).waitFor(LATER);

  const twin = { tax_ident: 'B98765432', superuser_email: 'info@lumon.example', bill_city: 'Kier' };
  await aCustomer('Lumon Industries Corporation', twin);
  await aCustomer('Lumon Industries Corp.', twin);
  await page.getByRole('button', { name: 'Look for pairs' }).click();
  const pair = page.getByRole('article').filter({ hasText: 'Lumon Industries Corp.' });
  await pair.getByLabel('One customer').check();
  await page.getByRole('button', { name: 'Save 1 decision' }).click();
  await pair.waitFor({ state: 'detached' });
});

it('work that a server does has a progress, and the page follows it', async () => {
  const { page } = screen;
  const rows = Array.from({ length: 3_000 }, (_, at) => ({ customer_id: 1000 + at, company: `Firm ${at}` }));
  const { id } = await clientela('POST', '/imports', { contract: 'billing', source: 'large' });
  await clientela('POST', `/imports/${id}/rows`, rows);
  await screen.go(`/imports/${id}`);
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  const progress = page.locator('.progress').filter({ has: page.getByRole('progressbar', { name: 'Plans' }) });
  await progress.filter({ hasText: /Plans: [\d,]+ of 3,000 rows/ }).waitFor();
  await page.getByRole('heading', { name: 'What the plan says' }).waitFor(LATER);
  expect(await page.getByRole('progressbar').count()).toBe(0);
});

/** The totals that are not 0. */
async function figures(): Promise<Record<string, string>> {
  const texts = await screen.page.locator('.figures > div').allInnerTexts();
  const pairs = texts.map((text) => text.split('\n').filter(Boolean));
  return Object.fromEntries(
    pairs.map(([one, other]) => (/^\d/.test(one!) ? [other!, one!] : [one!, other!])).filter(([, n]) => n !== '0'),
  );
}
