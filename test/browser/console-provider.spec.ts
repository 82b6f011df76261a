import { readFileSync } from 'node:fs';
import type { Demo } from '../../src/demo.js';
import { CLIENT, TestProvider } from '../support/identity-provider.js';
import { ConsolePage } from './console-page.js';
import { startProduct } from './product.js';

let provider: TestProvider;
let product: Awaited<ReturnType<typeof startProduct>>;
let demo: Demo;
let screen: ConsolePage;

beforeAll(async () => {
  provider = await TestProvider.start();
  product = await startProduct({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.client_id,
    OIDC_CLIENT_SECRET: CLIENT.client_secret,
    OIDC_LINK_BY_EMAIL: 'true',
    OIDC_NAME: 'Acme & "Sons"',
    OIDC_SIGN_OUT: 'return',
  });
  demo = JSON.parse(readFileSync(product.demoFile, 'utf8')) as Demo;
  screen = await ConsolePage.open({ server: demo.baseUrl });
});
afterAll(async () => {
  await screen?.close();
  await product?.stop();
  await provider?.stop();
});

const button = () => screen.page.getByRole('link', { name: 'Sign in with Acme & "Sons"' });

async function signInAs(account: string): Promise<void> {
  await button().click();
  await screen.page.getByLabel('Account').fill(account);
  await screen.page.getByRole('button', { name: 'Continue' }).click();
}

it('a person whose account is not linked reads why there is no session', async () => {
  await signInAs(provider.add('stranger@example.com'));
  await screen.page.getByRole('alert').getByText('No user here has this account.').waitFor();
  expect(screen.page.url()).toBe(`${demo.baseUrl}/console`);
  expect(await screen.faults()).toEqual([]);
});

it('a person signs in at the provider, and is back at the same place', async () => {
  await screen.context.clearCookies();
  await screen.page.goto(`${demo.baseUrl}/console#/keys`);
  await signInAs(provider.add(demo.clientela.email));
  await screen.page.getByRole('navigation').first().waitFor();
  await screen.settled();
  expect(screen.page.url()).toBe(`${demo.baseUrl}/console#/keys`);
  expect(await screen.heading()).toBe('API keys');
});

it('a person signs out here and at the provider, which asks for the account at the next sign-in', async () => {
  await screen.page.getByRole('button', { name: 'Sign out' }).click();
  await screen.page.getByRole('button', { name: 'Sign out here' }).click();
  await button().waitFor();
  expect(screen.page.url()).toBe(`${demo.baseUrl}/console`);
  await button().click();
  await screen.page.getByLabel('Account').waitFor();
  await screen.page.goto(`${demo.baseUrl}/console`);
});

it('a person with a password stays here', async () => {
  await screen.signIn(demo.clientela);
  await screen.page.getByRole('button', { name: 'Sign out' }).click();
  await button().waitFor();
  expect(screen.page.url()).toBe(`${demo.baseUrl}/console`);
});

it('nothing was against the policy of the page', () => {
  const elsewhere = `a request to ${provider.issuer}`;
  expect(screen.complaints.filter((one) => !one.startsWith(elsewhere))).toEqual([]);
});
