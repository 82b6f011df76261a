import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOf } from '../../postman/environment.js';
import { DOCUMENTS } from '../../src/openapi.js';
import { operationsOf } from '../../src/openapi/document.js';
import { BuiltServer } from '../support/built-server.js';
import { committedDocument } from '../support/documents.js';
import { type Call, callsOf } from './calls.js';
import { differences } from './differences.js';
import { clientOf, type Driver, DRIVERS_OF } from './drivers.js';
import { generate, type Language, LANGUAGES } from './generator.js';
import { prepare } from './prepared.js';
import { Recorder } from './recorder.js';

const NAMES = DOCUMENTS.map(({ name }) => name);
const asked = process.env.SDKS?.split(',') ?? LANGUAGES;
const languages = LANGUAGES.filter((language) => asked.includes(language));
const place = mkdtempSync(join(tmpdir(), 'clientela-sdks-'));

beforeAll(() => generate(place, languages, NAMES));
afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 3 }));

describe.each(languages)('generated clients in %s', (language) => {
  const server = new BuiltServer(join(place, 'server', language));
  /** Its accounting answers in snake_case. */
  const snakeServer = new BuiltServer(join(place, 'snake-server', language));
  let driverOf: (contract: string) => Driver;

  beforeAll(async () => {
    driverOf = await DRIVERS_OF[language](place, NAMES);
    await server.start();
    await snakeServer.start();
    await clientela(snakeServer, 'tenant', 'set', '--slug', 'demo', '--accounting-case', 'snake');
  });
  afterAll(async () => {
    await server.stop();
    await snakeServer.stop();
  });

  it.each(NAMES)('call every operation of %s, and read every answer', async (name) => {
    const { calls, results, recorder } = await drive(
      language,
      name,
      name === 'accounting-snake' ? snakeServer : server,
      driverOf(name),
    );
    expect(problemsOf(calls, results, recorder)).toEqual([]);
    const succeeded = results.filter(({ error }) => error === undefined).map(({ operation }) => operation);
    const documented = operationsOf(committedDocument(`3.0/${name}`).document).map(({ operationId }) => operationId);
    expect([...new Set(succeeded)].sort()).toEqual(documented.sort());
  });
});

interface Result {
  operation: string;
  /** As the typed answer has it. */
  answer?: unknown;
  error?: string;
}

function problemsOf(calls: Call[], results: Result[], { exchanges }: Recorder): string[] {
  const left = [...exchanges];
  return calls.flatMap(({ operation, body }, at) => {
    const { answer, error } = results[at] ?? { error: 'no line' };
    const place = left.findIndex((exchange) => exchange.operation === operation);
    const [exchange] = place < 0 ? [] : left.splice(place, 1);
    if (error !== undefined) return [`${operation}: ${error} ${JSON.stringify(exchange)}`];
    if (!exchange) return [`${operation} did not reach the server`];
    const { sent, status, answered } = exchange;
    return [
      ...(status >= 200 && status < 300 ? [] : [`answered ${status}`]),
      ...(JSON.stringify(body)?.includes('{{') ? [] : differences(body, sent, 'body')),
      ...differences(answered, answer, 'answer'),
    ].map((problem) => `${operation}: ${problem}`);
  });
}

async function drive(language: Language, name: string, { url, demo }: BuiltServer, driver: Driver) {
  const recorder = new Recorder(name, url);
  try {
    const variables = {
      ...Object.fromEntries(environmentOf(demo).values.map(({ key, value }) => [key, value])),
      ...(name === 'clientela' && (await prepare(url, demo))),
    };
    const calls = withNonces(callsOf(name));
    const task = { ...clientOf(place, language, name), url: await recorder.start(), variables, calls };
    const results = await run(driver, task);
    return { calls, results, recorder };
  } finally {
    recorder.stop();
  }
}

/** A nonce is a time in milliseconds, and greater than the last one. */
const withNonces = (calls: Call[]): Call[] =>
  calls.map((call, at) => ({
    ...call,
    parameters: { ...call.parameters, ...('nonce' in call.parameters && { nonce: Date.now() + at }) },
  }));

async function run({ program, args }: Driver, task: object): Promise<Result[]> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, faults] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (faults += text));
  child.stdin.on('error', () => {}).end(JSON.stringify(task));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${program} ended (${status}):\n${out}\n${faults}`);
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);
}

/** The command line, beside a server. */
async function clientela(beside: BuiltServer, ...argv: string[]): Promise<void> {
  const program = join(__dirname, '../../dist/src/cli/main.js');
  const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: beside.dataFolder };
  const command = spawn(process.execPath, [program, ...argv], { cwd: place, env, stdio: 'ignore' });
  expect(await once(command, 'exit')).toEqual([0, null]);
}
