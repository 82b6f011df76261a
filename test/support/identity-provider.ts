import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of `oidc-provider` that are used here. It has no types. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
}

interface Context {
  path: string;
  body: { id_token?: string };
}

interface Interaction {
  prompt: { name: string };
  params: { client_id: string };
  session?: { accountId: string };
}

interface TestAccount {
  email: string;
  isVerified: boolean;
}

type Claims = Record<string, unknown>;

const KEY_ID = 'of-the-provider';

export const CLIENT = { client_id: 'clientela', client_secret: randomBytes(24).toString('base64url') };
export const PUBLIC_CLIENT = 'clientela-public';

/** Ports of this machine do not count in redirect URIs of native clients (RFC 8252). */
const REDIRECT_URI = 'http://127.0.0.1/clientela/v1/session/oidc/callback';

/** A real identity provider on this machine. Its page asks for the account and for no password. */
export class TestProvider {
  /** By subject. */
  readonly accounts = new Map<string, TestAccount>();
  /** Changes the claims of the next ID tokens, which the key of the provider signs, unless another one is given. */
  tampering?: { claims?: Claims; key?: KeyObject };
  /** Whether it answers every request with 503. */
  isDown = false;

  private constructor(
    readonly issuer: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start({ hasDevices = true, hasSignOut = true } = {}): Promise<TestProvider> {
    const speakUp = muteNotices();
    const { default: Provider } = (await import('oidc-provider')) as {
      default: new (issuer: string, configuration: object) => Provider;
    };
    let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
    const server = createServer((request, response) => handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stop = () =>
      new Promise<void>((closed) => {
        speakUp();
        server.close(() => closed());
        server.closeAllConnections();
      });
    const own = new TestProvider(issuer, stop);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const client = {
      response_types: ['code'],
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: ['http://127.0.0.1/console'],
      application_type: 'native',
    };
    const grants = ['authorization_code', ...(hasDevices ? ['urn:ietf:params:oauth:grant-type:device_code'] : [])];
    const provider = new Provider(issuer, {
      clients: [
        { ...client, ...CLIENT, grant_types: grants },
        { ...client, client_id: PUBLIC_CLIENT, grant_types: grants, token_endpoint_auth_method: 'none' },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }] },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: hasSignOut,
          logoutSource: (context: Context, form: string) =>
            void (context.body = page(
              `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out here</button>`,
            ) as never),
          postLogoutSuccessSource: (context: Context) => void (context.body = page('Signed out here') as never),
        },
        deviceFlow: {
          enabled: hasDevices,
          userCodeInputSource: (context: Context, form: string) => void (context.body = page(form) as never),
          userCodeConfirmSource: (context: Context, form: string) => void (context.body = page(form) as never),
          successSource: (context: Context) => void (context.body = page('Done') as never),
        },
      },
      interactions: { url: (_: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: Context, subject: string) => own.found(subject),
      renderError: (context: Context, out: object) => void (context.body = page(JSON.stringify(out)) as never),
    });
    provider.use(async (context, next) => {
      await next();
      const { tampering } = own;
      if (context.path === '/token' && context.body?.id_token && tampering)
        context.body.id_token = signed(
          { ...claimsOf(context.body.id_token), ...tampering.claims },
          tampering.key ?? privateKey,
        );
    });
    const answer = provider.callback();
    handle = (request, response) => {
      if (own.isDown) response.writeHead(503).end();
      else if (request.url?.startsWith('/interaction/')) void own.interact(provider, request, response);
      else answer(request, response);
    };
    return own;
  }

  /** Adds an account. Resolves to its subject. */
  add(email: string, { isVerified = true } = {}): string {
    const subject = `s-${randomBytes(8).toString('hex')}`;
    this.accounts.set(subject, { email, isVerified });
    return subject;
  }

  private found(subject: string) {
    const account = this.accounts.get(subject);
    return Promise.resolve(
      account && {
        accountId: subject,
        claims: () => ({ sub: subject, email: account.email, email_verified: account.isVerified }),
      },
    );
  }

  /** Signs in whom the form names, and consents. */
  private async interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (request.method === 'GET' && prompt.name === 'login') {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        page('<form method="post"><input name="account" aria-label="Account"><button>Continue</button></form>'),
      );
      return;
    }
    if (prompt.name === 'login') {
      const account = new URLSearchParams(await textOf(request)).get('account')!;
      const result = this.accounts.has(account) ? { login: { accountId: account } } : { error: 'access_denied' };
      return provider.interactionFinished(request, response, result);
    }
    const grant = new provider.Grant({ accountId: session!.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid email');
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
}

/** It warns that its storage is for tests, and that it is tested by its authors on newer releases of Node alone. */
function muteNotices(): () => void {
  const { info, warn } = console;
  const without =
    (write: typeof info) =>
    (first: unknown, ...rest: unknown[]) => {
      if (!String(first).includes('oidc-provider')) write(first, ...rest);
    };
  Object.assign(console, { info: without(info), warn: without(warn) });
  return () => Object.assign(console, { info, warn });
}

const page = (content: string) => `<!doctype html><title>Provider</title>${content}`;

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims;

function signed(claims: Claims, key: KeyObject): string {
  const parts = [{ alg: 'RS256', typ: 'JWT', kid: KEY_ID }, claims];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** A browser of a person, as far as cookies, redirects and the form of the provider go. */
export class TestBrowser {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** Follows redirects, but none to an address that `stopsBefore` names. Resolves to the last address. */
  async open(address: string, stopsBefore: (url: URL) => boolean = () => false): Promise<Visit> {
    let url = new URL(address);
    let answer = await this.send(url);
    for (let steps = 0; steps < 20; steps++) {
      const location = answer.headers.get('Location');
      if (location === null) return { url, answer };
      const next = new URL(location, url);
      if (stopsBefore(next)) return { url: next, answer };
      url = next;
      answer = await this.send(url);
    }
    throw new Error('The redirects have no end');
  }

  /** Fills in the form of the page, and follows where it leads. */
  async submit({ url }: Visit, fields: Record<string, string>, stopsBefore?: (url: URL) => boolean): Promise<Visit> {
    const answer = await this.send(url, new URLSearchParams(fields));
    const location = answer.headers.get('Location');
    if (location === null) return { url, answer };
    const next = new URL(location, url);
    return stopsBefore?.(next) ? { url: next, answer } : this.open(next.href, stopsBefore);
  }

  /** Sends the cookies of a host, and keeps those that it sets. Paths are not looked at. */
  async send(url: URL, form?: URLSearchParams): Promise<Response> {
    const known = this.cookies.get(url.host) ?? new Map<string, string>();
    const cookie = [...known].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      headers: { cookie },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /Max-Age=0/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line)) known.delete(name);
      else known.set(name, value);
    }
    this.cookies.set(url.host, known);
    return answer;
  }

  cookie(url: string, name: string): string | undefined {
    return this.cookies.get(new URL(url).host)?.get(name);
  }
}

export interface Visit {
  url: URL;
  answer: Response;
}
