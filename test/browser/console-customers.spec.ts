import { aCustomer, billing, clientela, ConsolePage, contacts, demo } from './console-page.js';

let screen: ConsolePage;
beforeAll(async () => {
  screen = await ConsolePage.open();
});
afterEach(() => expect(screen.complaints).toEqual([]));
afterAll(() => screen?.close());

describe('signing in', () => {
  it('a wrong password is refused in words, with the ID of the request', async () => {
    const { page } = screen;
    await page.getByLabel('Email').fill(demo.clientela.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/^The email or the password is wrong\.\s+Request ID: \S{8,}$/);
  });

  it('the right one leads to the overview', async () => {
    await screen.signIn();
    await screen.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await screen.page.title()).toBe('Overview · Clientela');
  });

  it('a reload keeps the session, and no script can read it', async () => {
    const { page } = screen;
    await page.reload();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await page.evaluate('document.cookie + JSON.stringify(sessionStorage)')).toBe('{}');
  });
});

describe('the list of customers', () => {
  beforeAll(async () => {
    for (const part of [0, 1, 2]) {
      await billing(
        'POST',
        '/_bulk',
        Array.from({ length: 25 }, (_, at) => ({
          request_method: 'POST',
          uri: '/api/v3/customer',
          payload: { company: `Branch ${String(part * 25 + at).padStart(2, '0')}` },
        })),
      );
    }
    await aCustomer('Zephyr Sails', { superuser_email: 'wind@zephyr.example' });
  });

  it('shows a page, and further ones', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByText('50 customers, and there are more').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    // Tests of other files make some, too.
    await page.getByText(/^[78]\d customers$/).waitFor();
    await page.getByRole('link', { name: 'Zephyr Sails' }).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });

  it('finds while one types, and keeps the words in the address', async () => {
    const { page } = screen;
    await page.getByRole('searchbox').pressSequentially('zephyr');
    await page.getByText('1 customer', { exact: true }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    expect(page.url()).toContain('#/customers?q=zephyr');
    await page.getByRole('link', { name: 'Zephyr Sails' }).click();
    await page.getByRole('heading', { name: 'Zephyr Sails' }).waitFor();
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('zephyr');
    await page.getByText('1 customer', { exact: true }).waitFor();
  });

  it('says so if there is none', async () => {
    const { page } = screen;
    await page.getByRole('searchbox').fill('no such words');
    await page.getByText('No customer has all of this').waitFor();
  });
});

describe('one customer', () => {
  let id: string;
  beforeAll(async () => {
    id = await aCustomer('Initech', { superuser_email: 'first@initech.example', bill_city: 'Austin' });
    const { email_id } = await contacts('POST', `/${id}/emails`, {
      email: 'invoices@initech.example',
      is_for_invoicing: true,
      name: 'Bill Lumbergh',
    });
    await contacts('POST', `/${id}/emails/${email_id}/toggle-lock`);
    await contacts('POST', `/${id}/phones`, { phone: '+1 512 555 0100', extension: '7', place: 'main' });
    await contacts('POST', `/${id}/company-names`, { name: 'Initech Inc.' });
  });

  it('its record has emails, phones and names, with their places and locks', async () => {
    await screen.go(`/customers/${id}`);
    const line = (text: string) => screen.page.getByRole('listitem').filter({ hasText: text }).innerText();
    expect(await line('first@initech.example')).toContain('Primary');
    expect(await line('invoices@initech.example')).toMatch(/Locked\s*Gets invoices\s*Bill Lumbergh/);
    expect(await line('+1 512 555 0100')).toMatch(/ext\. 7\s*Main/);
    expect(await line('Initech Inc.')).toContain('Default');
  });

  it('side by side: each contract shows the email under its own word', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'Side by side' }).click();
    await screen.settled();
    const heads = await page.getByRole('columnheader').allInnerTexts();
    expect(heads).toEqual(['Field', 'The record', 'Contacts', 'Billing', 'Clients', 'ERP', 'Accounting']);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Email', exact: true }) });
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.map((cell) => cell.split('\n').filter(Boolean))).toEqual([
      ['first@initech.example'],
      ['not shown'],
      ['first@initech.example', 'superuser_email'],
      ['first@initech.example', 'email'],
      ['first@initech.example', 'email'],
      ['first@initech.example', 'email'],
    ]);
    await page.getByText('GET /api/v3/customer/').click();
    await page.getByText('"superuser_email": "first@initech.example"').waitFor();
  });

  it('undoes a change: first as a dry run, which writes nothing, then with a reason', async () => {
    const { page } = screen;
    await billing('PUT', `/customer/${id}`, { bill_city: 'Dallas' });
    const city = async () => (await clientela('GET', `/customers/${id}`)).billingCity;
    await screen.go(`/customers/${id}/history`);
    await page
      .getByRole('link', { name: /^Undo the change of version/ })
      .first()
      .click();
    const row = page.getByRole('row').filter({ hasText: 'Billing city' });
    await row.waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['Dallas', 'Austin', 'gets its old value']);
    await page.getByText('Nothing is written yet.').waitFor();
    expect(await city()).toBe('Dallas');
    await page.getByLabel('Reason').fill('Wrong customer: «Dallas»');
    await page.getByRole('button', { name: 'Undo 1 change' }).click();
    await page.getByText('1 change was undone.', { exact: true }).first().waitFor();
    expect(await city()).toBe('Austin');
    await screen.go(`/customers/${id}/history`);
    await page.getByText(/^Reason: .*: Wrong customer: «Dallas»$/).waitFor();
  });

  it('undoes nothing that another caller changed later, and says who it was', async () => {
    const { page } = screen;
    await billing('PUT', `/customer/${id}`, { tags: ['from billing'] });
    await screen.go('/customers');
    await screen.go(`/customers/${id}/history`);
    const link = await page
      .getByRole('link', { name: /^Undo the change of version/ })
      .first()
      .getAttribute('href');
    const { version } = await clientela('GET', `/customers/${id}`);
    expect(version).toBeGreaterThan(1);
    await patched(id, { tags: ['from clientela'] });
    await screen.go(link!.replace(/^#/, ''));
    const row = page.getByRole('row').filter({ hasText: 'Tags' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/stays: API key \d+ changed it on/);
    expect(await page.getByRole('button', { name: /^Undo \d/ }).count()).toBe(0);
  });

  it('shows it as of an earlier version', async () => {
    const { page } = screen;
    await screen.go(`/customers/${id}/history`);
    await page.getByRole('link', { name: 'Show as of version 2', exact: true }).click();
    await page.getByText('This is how the customer was at version 2.').waitFor();
    await page.getByRole('link', { name: 'Show it as it is now' }).click();
    await page.getByText('This is how the customer was').waitFor({ state: 'detached' });
  });

  it('a deleted one is found by its ID, with its name, and comes back', async () => {
    const { page } = screen;
    await billing('DELETE', `/customer/${id}`);
    await screen.go('/customers');
    await page.getByRole('searchbox').fill(id);
    const link = page.getByRole('link', { name: `Open the customer with the ID ${id}, also if it was deleted` });
    // Another customer may have the number in one of its words.
    if (await link.isVisible().catch(() => false)) await link.click();
    else await screen.go(`/customers/${id}`);
    await page.getByText('This customer was deleted on').waitFor();
    expect(await screen.heading()).toBe('Initech');
    await page.getByRole('button', { name: 'Restore this customer' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('link', { name: 'Side by side' }).waitFor();
    expect((await clientela('GET', `/customers/${id}`)).displayName).toBe('Initech');
  });

  it('one that does not exist is said to be missing', async () => {
    await screen.go('/customers/999999999');
    await screen.page.getByText('There is no customer with the ID 999999999').waitFor();
  });
});

describe('undoing what a caller changed in a time', () => {
  it('asks for a caller, and shows what would happen to each customer', async () => {
    const { page } = screen;
    const id = await aCustomer('Hooli', { bill_city: 'Palo Alto' });
    const from = new Date(Date.now() - 120_000);
    const { data } = await clientela('GET', `/customers/${id}/changes`);
    await screen.go('/reverts');
    await page.getByLabel('Caller').fill(data[0].actor);
    await page.getByLabel('From', { exact: true }).fill(local(from));
    await page.getByLabel('Only these customers').fill(id);
    // The time must have passed, and the field has minutes.
    await page.getByLabel('Until').evaluate(
      (element: any, value) => {
        element.step = 'any';
        element.value = value;
        element.dispatchEvent(new (globalThis as any).Event('input', { bubbles: true }));
      },
      local(new Date(), 23),
    );
    await page.getByRole('button', { name: 'Show what would happen' }).click();
    await page.getByText('Nothing is written yet.').waitFor();
    await page.getByRole('heading', { name: `Customer ${id} is deleted again` }).waitFor();
  });

  it('a refusal is shown in words, with what the server says', async () => {
    const { page } = screen;
    await page.getByLabel('Caller').fill('no caller: at all');
    await page.getByLabel('Until').fill('2999-01-01T00:00');
    await page.getByRole('button', { name: 'Show what would happen' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(
      /^The request is not valid\.\s+The server says: .+\s+Request ID: \S+$/,
    );
  });
});

describe('the overview', () => {
  it('counts as the statistics do, in a chart that says so and in a table', async () => {
    const { page } = screen;
    await screen.go('/');
    const { data } = await clientela('GET', '/statistics?days=7');
    const [today] = data;
    const total = today.writes.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    await page.getByRole('img', { name: new RegExp(`^Bar chart\\. ${total} writes in 7 days`) }).waitFor();
    await page.locator('summary').click();
    const row = page.getByRole('row').nth(1);
    const shown = (await row.getByRole('cell').allInnerTexts()).map((text) => Number(text.replace(/\D/g, '')));
    expect(shown.slice(-2)).toEqual([total, today.customers]);
    expect(shown.slice(0, -2).reduce((sum, one) => sum + one, 0)).toBe(total);
  });
});

describe('the overview of a large tenant', () => {
  it.each(['en-US', 'es-ES'])('shows the whole figures of its scales on a phone: %s', async (locale) => {
    const phone = await ConsolePage.open({ width: 360, height: 740, locale });
    try {
      await phone.page.route('**/statistics?*', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { data: { customers: number; writes: { count: number }[] }[] };
        for (const day of body.data) {
          day.customers = 12_345_678;
          for (const write of day.writes) write.count = 1_234_567;
        }
        await route.fulfill({ response: answer, json: body });
      });
      await phone.signIn();
      await phone.settled();
      const boxes = await phone.page.evaluate<{ text: string; x: number; y: number }[]>(
        "[...document.querySelectorAll('.chart text')].map((one) => ({ text: one.textContent, x: one.getBBox().x, y: one.getBBox().y }))",
      );
      expect(boxes.some(({ text }) => /^\d+[.,]000[.,]000$/.test(text))).toBe(true);
      expect(boxes.filter(({ x, y }) => x < 0 || y < 0)).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});

describe('duplicates', () => {
  it('finds a pair, shows the evidence, and keeps the decision of a person', async () => {
    const { page } = screen;
    const twin = { tax_ident: 'B1234567', superuser_email: 'info@globex.example', bill_city: 'Springfield' };
    await aCustomer('Globex Corporation', twin);
    await aCustomer('Globex Corp.', twin);
    await screen.go('/duplicates');
    await page.getByRole('button', { name: 'Look for pairs' }).click();
    const pair = page.getByRole('article').filter({ hasText: 'Globex Corp.' });
    await pair.getByRole('row').filter({ hasText: 'Same tax ID' }).getByText('B1234567').first().waitFor();
    await pair.getByLabel('One customer').check();
    await page.getByRole('button', { name: 'Save 1 decision' }).click();
    await pair.waitFor({ state: 'detached' });
    await page.getByLabel('Show').selectOption('Pairs that are one customer');
    await pair.getByText('Decided by you on').waitFor();
  });
});

/** As an input of a local time takes it. The browser has the time zone of this process. */
function local(at: Date, length = 16): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, length);
}

async function patched(id: string, body: object): Promise<void> {
  const answer = await fetch(`${demo.baseUrl}/clientela/v1/customers/${id}`, {
    method: 'PATCH',
    headers: {
      Authorization: `Bearer ${demo.clientela.apiKey}`,
      'Content-Type': 'application/json',
      'If-Match': '*',
    },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}
