import { Receiver } from '../engine/webhooks/receiver.js';
import { aCustomer, clientela, ConsolePage, demo } from './console-page.js';

let screen: ConsolePage;
beforeAll(async () => {
  screen = await ConsolePage.open();
  await screen.signIn();
});
afterEach(() => expect(screen.complaints).toEqual([]));
afterAll(() => screen?.close());

describe('API keys', () => {
  const answer = async (key: string) =>
    (await fetch(`${demo.baseUrl}/clientela/v1/customers`, { headers: { Authorization: `Bearer ${key}` } })).status;
  let secret: string;

  it('a new one is shown once, may what was chosen, and works', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'New API key' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Contract').selectOption('Clientela');
    await form.getByLabel('Name').fill('Warehouse');
    await form.getByLabel('Ends on').fill('2999-12-31');
    await form.getByLabel('Only these').check();
    await form.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('heading', { name: 'The new API key' }).waitFor();
    secret = await page.getByLabel('Key', { exact: true }).inputValue();
    expect(await answer(secret)).toBe(200);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'I have it' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Warehouse' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/1 permission[^s]/);
    expect(await page.content()).not.toContain(secret);
  });

  it('one is replaced: the old one works on', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'Replace: Warehouse' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('heading', { name: 'The new API key' }).waitFor();
    const newSecret = await page.getByLabel('Key', { exact: true }).inputValue();
    expect([await answer(secret), await answer(newSecret)]).toEqual([200, 200]);
    secret = newSecret;
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByText(/^replaced by key \d+$/).waitFor();
  });

  it('one is revoked after a question', async () => {
    const { page } = screen;
    await page.getByLabel('Contract').selectOption('Clientela');
    await screen.settled();
    const revoke = page.getByRole('button', { name: 'Revoke: Warehouse' });
    await revoke.last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await answer(secret)).toBe(200);
    await revoke.last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect(await answer(secret)).toBe(401);
  });
});

describe('webhooks', () => {
  let receiver: Receiver;
  beforeAll(async () => (receiver = await Receiver.start()));
  afterAll(() => receiver.down());

  it('a new one is made, and its secret is shown once', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByText('There are no webhooks').waitFor();
    await page.getByRole('button', { name: 'New webhook' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('URL of the receiver').fill(receiver.url);
    await form.getByLabel('Description').fill('Warehouse');
    await form.getByLabel('erased').uncheck();
    await form.getByRole('button', { name: 'Make the webhook' }).click();
    expect(await page.getByLabel('Secret', { exact: true }).inputValue()).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have it' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Warehouse' });
    expect(await row.innerText()).toMatch(/created, changed, deleted, restored\s+Active\s+Never/);
  });

  it('a test message arrives', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'Warehouse' }).click();
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.locator('.note').getByText('The test message arrived. The receiver answered 204.').waitFor();
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['webhook.test']);
  });

  it('a test message that does not arrive is explained', async () => {
    const { page } = screen;
    await receiver.down();
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.locator('.note').getByText('The test message did not arrive: there is no connection.').waitFor();
    await receiver.up();
  });

  it('one is paused and goes on', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await aCustomer('While it was paused');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
  });

  it('one is deleted after a question', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no webhooks').waitFor();
    expect((await clientela('GET', '/webhooks')).data).toEqual([]);
  });

  it('an address that is not allowed is refused in words, and stays in the form', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('URL of the receiver').fill('https://10.0.0.1/hooks');
    await page.getByRole('button', { name: 'Make the webhook' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/^The request is not valid\.\s+The server says: .+\s+Request ID: \S+$/);
    expect(await page.getByLabel('URL of the receiver').inputValue()).toBe('https://10.0.0.1/hooks');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });
});
