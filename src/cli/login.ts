import { programEnv } from '../config/env.js';
import { isLoopback } from '../config/oidc-settings.js';
import { DEFAULT_SERVER } from '../config/program-settings.js';
import { signInByBrowser } from './browser-sign-in.js';
import { flag, invalidValue, optional, servingCommand, type ValueParser } from './command.js';
import { forgetSession, keepSession, type KeptSession, keptSession } from './kept-sessions.js';
import { SessionClient, type SessionShown, visible } from './session-client.js';
import { line } from './value-parsers.js';

/** The address of a server. */
const server: ValueParser<string> = {
  placeholder: 'url',
  parse(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
      throw invalidValue('It must be an address such as https://crm.example, without user, query and fragment.');
    if (url.protocol === 'http:' && !isLoopback(url))
      throw invalidValue('It must begin with https://, because sessions are secrets.');
    return nameOf(url);
  },
};

/** Sessions are kept by it. */
const nameOf = ({ href }: URL) => href.replace(/\/+$/, '');

const serverOf = (given: string | undefined): string => server.parse(given ?? programEnv().url);

/** The session for programs that go by CLIENTELA_URL, unless they have a key. */
export function sessionForPrograms(): KeptSession | undefined {
  const { url: given, hasKey } = programEnv();
  return !hasKey && URL.canParse(given) ? keptSession(nameOf(new URL(given))) : undefined;
}

const url = optional(server, `The address of the server. Without it: CLIENTELA_URL, or ${DEFAULT_SERVER}.`);

const say = (text: string) => void process.stdout.write(`${text}\n`);

const described = ({ user, tenant }: SessionShown) =>
  `${visible(user?.email ?? 'an API key')}, in ${visible(tenant.name)} (${visible(tenant.slug)})`;

export const login = servingCommand({
  name: 'login',
  about:
    'Sign in to a running server at its identity provider. It prints an address to open in a browser, of any machine ' +
    'if the provider can do that. The session is kept for this user, for eight hours. mcp uses it if it has no key.',
  options: {
    url,
    tenant: optional(line, 'The slug or the ID of a tenant. Without it: the one that the user joined first.'),
    here: flag('Use a browser of this machine, also if the provider can use another one.'),
  },
  examples: ['login --url https://crm.example', 'login --tenant acme'],
  async serve({ url: given, tenant, here }) {
    const address = serverOf(given);
    const client = new SessionClient(address);
    const { cookie, until } = await signInByBrowser(client, tenant, say, here);
    const session = await client.show(cookie);
    if (!session) throw new Error('The server has refused its own session');
    keepSession(address, { cookie, csrfToken: session.csrfToken, until });
    say(`Signed in as ${described(session)}, until ${until}.`);
  },
});

export const logout = servingCommand({
  name: 'logout',
  about:
    'Forget the session that login has opened, and print where to sign out at the identity provider, if it has such ' +
    'a place. --everywhere ends all sessions of the user, also those of browsers.',
  options: { url, everywhere: flag('End all sessions of the user, of every contract and on every device.') },
  async serve({ url: given, everywhere }) {
    const address = serverOf(given);
    const session = keptSession(address);
    forgetSession(address);
    if (!session) return say(`There is no session at ${address}.`);
    const client = new SessionClient(address);
    await client.end(session, everywhere);
    const further = await client.addressOfSignOut().catch(() => undefined);
    say(`Signed out.${further ? ` To sign out at the identity provider, too, open ${further}` : ''}`);
  },
});

export const whoami = servingCommand({
  name: 'whoami',
  about: 'Show the user of the session at a server, in which tenant and with which permissions.',
  options: { url },
  async serve({ url: given }) {
    const address = serverOf(given);
    const kept = keptSession(address);
    const session = kept && (await new SessionClient(address).show(kept.cookie));
    if (!session) throw new Error(`You are not signed in at ${address}. Sign in: clientela login --url ${address}`);
    say(`${described(session)}\n${session.permissions.map(visible).join(', ')}`);
  },
});
