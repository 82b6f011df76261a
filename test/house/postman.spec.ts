import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectionOf } from '../../postman/collection.js';
import { environmentOf } from '../../postman/environment.js';
import { type Collection, textOf } from '../../postman/format.js';
import { DOCUMENTS } from '../../src/openapi.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { committedDocument, placesOf } from '../support/documents.js';

const FOLDER = join(__dirname, '../../openapi/postman');
const NEWMAN = join(__dirname, '../../node_modules/newman/bin/newman.js');

const requestsOf = ({ item: folders }: Collection) => folders.flatMap(({ item }) => item.map(({ request }) => request));
const fileOf = (name: string) => join(FOLDER, `${name}.postman_collection.json`);
const place = mkdtempSync(join(tmpdir(), 'clientela-postman-'));
const server = new BuiltServer(join(place, 'server'), {}, FROM_SOURCE);
/** Its accounting answers in snake_case. */
const snakeServer = new BuiltServer(join(place, 'snake'), {}, FROM_SOURCE);

beforeAll(async () => {
  await server.start();
  await snakeServer.start();
  await clientela(snakeServer, 'tenant', 'set', '--slug', 'demo', '--accounting-case', 'snake');
}, 180_000);
afterAll(async () => {
  await server.stop();
  await snakeServer.stop();
  rmSync(place, { recursive: true });
});

// All but one on one server and its demo tenant, one document after the other.
describe.each(DOCUMENTS)('the Postman collection of $name', ({ name }) => {
  const { document } = committedDocument(name);
  const collection = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Collection;

  it('is committed as the document says it (npm run openapi)', async () => {
    expect(textOf(await collectionOf(document))).toBe(readFileSync(fileOf(name), 'utf8'));
  });

  it('sends every operation', () => {
    const sent = requestsOf(collection).map(
      ({ method, url }) => `${method.toLowerCase()} /${url.path.join('/').replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect([...new Set(sent)].sort()).toEqual(
      placesOf(document)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it('succeeds in newman with every request', async () => {
    const { requests, failures } = await run(name, name === 'accounting-snake' ? snakeServer : server);
    expect(failures).toEqual([]);
    expect(requests).toBe(requestsOf(collection).length);
  });
});

describe('the Postman environment', () => {
  it('is committed without a secret', () => {
    const file = readFileSync(join(FOLDER, 'clientela.postman_environment.json'), 'utf8');
    expect(file).toBe(textOf(environmentOf()));
    expect(environmentOf().values.filter(({ type, value }) => type === 'secret' && value !== '')).toEqual([]);
  });

  it('has every variable that a collection reads and does not set itself', () => {
    const texts = DOCUMENTS.map(({ name }) => readFileSync(fileOf(name), 'utf8'));
    const read = new Set(
      texts.flatMap((text) => [...text.matchAll(/\{\{([\w-]+)\}\}/g)].map(([, variable]) => variable!)),
    );
    const set = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/pm\.collectionVariables\.set\('([\w-]+)'/g)].map(([, variable]) => variable!),
      ),
    );
    const known = environmentOf().values.map(({ key }) => key);
    expect([...read].filter((variable) => !set.has(variable) && !known.includes(variable))).toEqual([]);
  });
});

/** The command line, beside a server. */
async function clientela(beside: BuiltServer, ...argv: string[]): Promise<void> {
  const program = ['-r', join(__dirname, '../support/run-typescript.js'), join(__dirname, '../../src/cli/main.ts')];
  const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: beside.dataFolder };
  const command = spawn(process.execPath, [...program, ...argv], { cwd: place, env, stdio: 'ignore' });
  expect(await once(command, 'exit')).toEqual([0, null]);
}

interface Report {
  run: {
    executions: { cursor: { position: number }; response?: { code: number } }[];
    failures: { source?: { name: string }; error: { message: string } }[];
  };
}

/** Every request of a collection in newman, in a process of its own. */
async function run(name: string, on: BuiltServer): Promise<{ requests: number; failures: string[] }> {
  const environment = join(place, `${name}.environment.json`);
  writeFileSync(environment, textOf(environmentOf(on.demo)));
  const report = join(place, `${name}.json`);
  const reporting = ['--reporters', 'json', '--reporter-json-export', report];
  const newman = spawn(process.execPath, [NEWMAN, 'run', fileOf(name), '--environment', environment, ...reporting], {
    stdio: 'ignore',
  });
  await once(newman, 'exit');
  const { executions, failures } = (JSON.parse(readFileSync(report, 'utf8')) as Report).run;
  const succeeded = executions.filter(({ response }) => response && response.code >= 200 && response.code < 300);
  return {
    // What a script sends has the place of its request.
    requests: new Set(succeeded.map(({ cursor }) => cursor.position)).size,
    failures: failures.map(({ source, error }) => `${source?.name}: ${error.message}`),
  };
}
