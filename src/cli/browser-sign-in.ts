import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal, type SessionClient, visible } from './session-client.js';

const PATIENCE_MS = 600_000;

type Tell = (text: string) => void;

/** Signs in with a browser, on any machine if the provider can do that, or else on this one. */
export async function signInByBrowser(client: SessionClient, tenant: string | undefined, tell: Tell, isHere: boolean) {
  const device = isHere ? undefined : await beginDevice(client, tenant);
  const session = await (device ? onAnyMachine(client, device, tell) : onThisMachine(client, tenant, tell));
  if (!session) throw new Error('The server has opened no session');
  return session;
}

interface Device {
  handle: string;
  userCode: string;
  address: string;
  expiresIn: number;
  interval: number;
}

async function beginDevice(client: SessionClient, tenant: string | undefined): Promise<Device | undefined> {
  try {
    const { body } = await client.signIn('device', { tenant });
    const { verificationUri, verificationUriComplete, userCode, handle, expiresIn, interval } = body;
    return {
      handle: String(handle),
      userCode: visible(String(userCode)),
      // As a URL, it has no characters that a terminal would obey.
      address: new URL(String(verificationUriComplete ?? verificationUri)).href,
      expiresIn: Number(expiresIn),
      interval: Number(interval),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 409) return undefined;
    if (error.status === 404) throw new Error('The server has no identity provider (OIDC_ISSUER)', { cause: error });
    throw error;
  }
}

async function onAnyMachine(client: SessionClient, device: Device, tell: Tell) {
  const { handle, userCode, address, expiresIn, interval } = device;
  tell(`Open ${address}\nin a browser of any machine, sign in, and compare the code: ${userCode}`);
  for (const until = Date.now() + expiresIn * 1000; Date.now() < until;) {
    await pause(interval * 1000);
    const { body, cookie } = await client.signIn('device/session', { handle });
    if (body.isFinished === true) return cookie;
  }
  throw new Error('The sign-in took too long');
}

/** The browser brings a code to a port of this machine. Only who knows the verifier can turn it into a session. */
async function onThisMachine(client: SessionClient, tenant: string | undefined, tell: Tell) {
  const verifier = randomBytes(32).toString('base64url');
  const waiting = new CodeServer();
  try {
    const port = await waiting.listen();
    const challenge = hash('sha256', verifier, 'base64url');
    const address = client.addressOfSignIn({ port: String(port), challenge, ...(tenant && { tenant }) });
    tell(`Open ${address}\nin a browser of this machine, and sign in.`);
    const code = await waiting.code();
    return (await client.signIn('handover', { code, verifier })).cookie;
  } finally {
    waiting.close();
  }
}

class CodeServer {
  private readonly server = createServer((request, response) => this.answer(request, response));
  private readonly answers = new AbortController();
  private found?: (query: URLSearchParams) => void;
  private readonly query = new Promise<URLSearchParams>((found) => (this.found = found));

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async code(): Promise<string> {
    const late = pause(PATIENCE_MS, undefined, { signal: this.answers.signal }).then(() => {
      throw new Error('The sign-in took too long');
    });
    const query = await Promise.race([this.query, late]);
    const code = query.get('code');
    if (code === null) throw new Error(`The sign-in has failed: ${visible(query.get('signIn') ?? 'unknown')}`);
    return code;
  }

  close(): void {
    this.answers.abort();
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer({ method, url = '/', headers }: IncomingMessage, response: ServerResponse): void {
    const { port } = this.server.address() as AddressInfo;
    const { pathname, searchParams } = new URL(`http://127.0.0.1${url.startsWith('/') ? url : '/'}`);
    const isOurs = method === 'GET' && pathname === '/' && headers.host === `127.0.0.1:${port}`;
    const isAnswer = isOurs && (searchParams.has('code') || searchParams.has('signIn'));
    response.writeHead(isAnswer ? 200 : 404, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    });
    response.end(isAnswer ? 'Go back to the command line. You can close this page.\n' : 'Not found\n');
    if (isAnswer) response.once('close', () => this.found?.(searchParams));
  }
}
