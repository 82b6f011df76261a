import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { DataSourceNameRegistry } from '../../node_modules/@nestjs/typeorm/dist/data-source-name.registry.js';
import { createApp } from '../../src/app.setup.js';
import { type Env, readEnv } from '../../src/config/env.js';
import { Lifecycle } from '../../src/operation/lifecycle.js';
import { Log } from '../../src/operation/log.js';
import { assertAsDocumented } from './as-documented.js';
import { type ContractClients, speakAs, type Speaker } from './clients.js';

const SECRET = 'a secret of forty characters for tests..';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: any;
}

export interface Sending {
  headers?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  /**
   * The case of keys that the tenant or the API key has, if not camelCase. The answer is checked against the document
   * of that case.
   */
  answersIn?: 'camel' | 'snake';
  /** Sent unchanged, with `content-type: application/json` unless the headers say otherwise. */
  text?: string | Buffer;
}

/** A server under test, or several in turn. */
export interface Served {
  /** Sends one request unchanged: adds no credential. */
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  /** One client per contract, each with the tenant's credentials. */
  as(tenant: Speaker): ContractClients;
}

export interface TestApp extends Served {
  nest: NestFastifyApplication;
  env: Env;
  url: string;
  close(): Promise<void>;
}

/** How often each status was answered in this test file. */
export const tally = new Map<number, number>();

/** The run's real database, and limits that tests do not reach unless they say so. */
export const testSettings = (settings: Record<string, string> = {}): Record<string, string> => ({
  DATABASE_URL: process.env.DATABASE_URL!,
  JWT_SECRET: SECRET,
  THROTTLE_WRITE_LIMIT: '100000',
  PORT: '0',
  DATABASE_POOL: '20',
  DATABASE_CONNECT_TIMEOUT_MS: '30000',
  DATABASE_LIST_TIMEOUT_MS: '20000',
  // A test that does not read the log needs no warnings. A start warns about objects that other tests left.
  LOG_LEVEL: 'error',
  // Tests share one database. Those that deliver have one of their own.
  WEBHOOKS: 'false',
  IMPORTS: 'false',
  ...settings,
});

/** The real application on a free port of 127.0.0.1. */
export async function startApp(
  settings: Record<string, string> = {},
  { logTo }: { logTo?: { write(line: string): void } } = {},
): Promise<TestApp> {
  const env = readEnv(testSettings({ ...(logTo && { LOG_LEVEL: 'warn' }), ...settings }));
  // Nest warns of a second data source in a process. Each application of a test has its own container, so none is
  // replaced.
  DataSourceNameRegistry.clear();
  const nest = await createApp(
    {
      env,
      connection: { url: env.databaseUrl! },
      owner: { url: env.databaseOwnerUrl ?? env.databaseUrl! },
      signingSecret: env.jwtSecret!,
      encryptionKey: env.encryptionKey,
    },
    new Log(env.log, logTo),
  );
  await nest.listen(0, '127.0.0.1');
  nest.get(Lifecycle).serve();
  const url = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
  return Object.assign(
    servedAt(() => url),
    { nest, env, url, close: () => nest.close() },
  );
}

/** `url` returns the address for the next request. */
export function servedAt(url: () => string): Served {
  const served: Served = {
    send: async (method, path, sending) => {
      const answer = await send(url(), method, path, sending);
      tally.set(answer.status, (tally.get(answer.status) ?? 0) + 1);
      assertAsDocumented(method, path, answer, sending?.answersIn);
      return answer;
    },
    as: (tenant) => speakAs(served, tenant),
  };
  return served;
}

/** Keeps connections open: to open one takes most of a small request's time. */
const connections = new Agent({ keepAlive: true });

async function send(
  url: string,
  method: string,
  path: string,
  { headers = {}, query, body, text }: Sending = {},
): Promise<Answer> {
  let call = request(url)[method.toLowerCase() as 'get'](path).agent(connections).set(headers);
  if (query) call = call.query(query);
  if (text !== undefined) {
    if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
      call = call.set('content-type', 'application/json');
    call = call.serialize((raw: unknown) => raw as string).send(text as string);
  } else if (body !== undefined) call = call.set('content-type', 'application/json').send(JSON.stringify(body));
  const answer = await call.ok(() => true).buffer(true);
  return {
    status: answer.status,
    headers: answer.headers,
    body: isEmpty(answer) ? undefined : bodyOf(answer),
  };
}

/** Lines may be none. */
const isEmpty = ({ type, text }: request.Response) => text === undefined || (text === '' && !type.endsWith('ndjson'));

const bodyOf = ({ type, body, text }: request.Response): unknown => (/[/+]json$/.test(type) ? body : text);
