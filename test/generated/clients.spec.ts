import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '../../bench/cases.js';
import { DOCUMENTS } from '../../src/openapi.js';
import { BuiltServer } from '../support/built-server.js';
import { committedDocument } from '../support/documents.js';
import { examplesOf } from './examples.js';
import { folderOf, generate, namespaceOf, packageOf, python } from './generator.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-generated-'));
const server = new BuiltServer(place);
let headers: Awaited<ReturnType<typeof credentials>>;

beforeAll(async () => {
  await server.start();
  headers = await credentials(server.url, server.demo);
  await generate(
    place,
    ['python', 'php'],
    DOCUMENTS.map(({ name }) => name),
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(place, { recursive: true, force: true, maxRetries: 3 });
});

/** By contract: a read, as the generated client calls it. */
const READS: Record<string, { method: string; arguments: (string | number)[] }> = {
  contacts: { method: 'get_customer', arguments: [1] },
  billing: { method: 'get_customer', arguments: ['1'] },
  clients: { method: 'get_client', arguments: ['1'] },
  erp: { method: 'list_customers', arguments: ['demo'] },
  accounting: { method: 'get_customer', arguments: [1] },
  clientela: { method: 'get_customer', arguments: ['1'] },
};

/** The demo tenant's accounting answers in camelCase, so that the other document is asked nothing. */
const isAsked = (name: string): name is keyof typeof headers => name in READS;

describe.each(DOCUMENTS)('a client of $name, generated from its OpenAPI 3.0 document', ({ name }) => {
  const { document } = committedDocument(`3.0/${name}`);
  const examples = examplesOf(document);
  const models = Object.keys(examples).length;

  it('loads in Python, makes each model of its example, and reads', () => {
    const asked = isAsked(name) ? { headers: headers[name], read: READS[name] } : {};
    const task = {
      folder: folderOf(place, 'python', name),
      package: packageOf(name),
      url: server.url,
      examples,
      ...asked,
    };
    const { modules, ...loaded } = run(python(), 'load.py', task);
    expect(loaded).toEqual({ models, problems: [], answered: isAsked(name) });
    expect(modules).toBeGreaterThan(models);
  });

  it('loads in PHP, and makes each model of its example', () => {
    const task = { folder: folderOf(place, 'php', name), namespace: namespaceOf(name), examples };
    const { classes, ...loaded } = run('php', 'load.php', task);
    expect(loaded).toEqual({ models, problems: [] });
    expect(classes).toBeGreaterThan(models);
  });
});

function run(program: string, script: string, task: object): any {
  const { stdout, stderr, status } = spawnSync(program, [join(__dirname, script)], {
    input: JSON.stringify(task),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}
