import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Demo } from '../../src/demo.js';
import { CHROMIUM, FLAGS, installChromium } from '../browser/chromium.js';
import { BuiltServer } from '../support/built-server.js';

const REPOSITORY = join(__dirname, '../..');
const SDK = join(REPOSITORY, 'sdk');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');

/** An empty folder with the package that `npm pack` makes, and with a program that uses it. */
let folder: string;
let product: BuiltServer;
let demo: Demo;
/** An origin of its own, which the product allows. */
let pages: Server;
let script = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clientela-sdk-'));
  run(REPOSITORY, 'npm', 'run', '--silent', 'sdk:build');
  const [packed] = JSON.parse(run(SDK, 'npm', 'pack', '--json', '--pack-destination', folder)) as [
    { filename: string },
  ];
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const types = `@types/node@${packageOf(join(REPOSITORY, 'node_modules/@types/node')).version}`;
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', join(folder, packed.filename), types);
  pages = createServer(({ url }, answer) => {
    const [type, text] =
      url === '/page.js' ? ['text/javascript', script] : ['text/html', '<script src="/page.js"></script>'];
    answer.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  product = new BuiltServer(folder, { CORS_ORIGINS: originOf(pages) });
  await product.start();
  demo = product.demo;
});
afterAll(async () => {
  pages?.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const RESULT = {
  names: expect.arrayContaining(['Consumer']),
  email: 'consumer@example.com',
  website: 'https://consumer.example',
  count: expect.any(Number),
  missing: [404, 'string'],
};

it('npm publishes it without a warning, except that npm is not signed in', () => {
  const said = execFileSync('sh', ['-c', 'npm publish --dry-run --loglevel=notice 2>&1'], {
    cwd: SDK,
    encoding: 'utf8',
  });
  const warnings = said.split('\n').filter((line) => /npm (warn|error)/i.test(line));
  expect(warnings.filter((line) => !/logged in/.test(line))).toEqual([]);
  expect(said).toMatch(/\+ @clientela\/sdk@\d/);
});

it('the package has what was built, its license and a README, and nothing else', () => {
  const [{ files }] = JSON.parse(run(SDK, 'npm', 'pack', '--dry-run', '--json')) as [{ files: { path: string }[] }];
  const others = files.map(({ path }) => path).filter((path) => !/^dist\/(esm|cjs)\/.*\.(js|d\.ts)$/.test(path));
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'dist/cjs/package.json', 'package.json']);
});

const RESOLUTIONS: Record<string, { type: 'commonjs' | 'module'; options: object }> = {
  node10: {
    type: 'commonjs',
    options: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
  },
  'node16, CommonJS': { type: 'commonjs', options: { module: 'node16' } },
  'node16, ES modules': { type: 'module', options: { module: 'node16' } },
  'nodenext, CommonJS': { type: 'commonjs', options: { module: 'nodenext' } },
  'nodenext, ES modules': { type: 'module', options: { module: 'nodenext' } },
  bundler: { type: 'module', options: { module: 'esnext', moduleResolution: 'bundler' } },
};

describe.each(Object.entries(RESOLUTIONS))('a program by %s', (name, { type, options }) => {
  it.each([
    ['of a browser', { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [] }],
    ['of Node', { lib: ['ES2022'], types: ['node'] }],
  ])('compiles with the types %s, and runs', (_, world) => {
    const place = join(folder, name.replace(/\W+/g, '-'));
    mkdirSync(place, { recursive: true });
    cpSync(join(__dirname, 'consumer'), place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ type }));
    const compilerOptions = { target: 'ES2022', strict: true, outDir: 'out', rootDir: '.', ...options, ...world };
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    run(place, process.execPath, TSC);
    expect(JSON.parse(run(place, process.execPath, 'out/main.js', JSON.stringify(optionsOf(demo))))).toEqual(RESULT);
  });
});

describe('the README', () => {
  const place = () => join(folder, 'readme');

  beforeAll(() => {
    const blocks = [...readFileSync(join(SDK, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)];
    mkdirSync(place());
    for (const [at, [, code]] of blocks.entries()) {
      const given = "import type { Clientela as Given } from '@clientela/sdk';\ndeclare const clientela: Given;\n";
      writeFileSync(
        join(place(), `example-${at}.ts`),
        `${/const clientela\b/.test(code!) ? '' : given}${code}export {};`,
      );
    }
    writeFileSync(join(place(), 'package.json'), '{ "type": "module" }');
  });

  it('has examples that compile', () => {
    const compilerOptions = { target: 'ES2022', module: 'nodenext', strict: true, types: ['node'], outDir: 'out' };
    const tsconfig = { compilerOptions: { ...compilerOptions, lib: ['ES2022', 'DOM'], rootDir: '.' } };
    writeFileSync(join(place(), 'tsconfig.json'), JSON.stringify(tsconfig));
    run(place(), process.execPath, TSC);
  });

  it('begins with an example that works', () => {
    const env = {
      CLIENTELA_URL: demo.baseUrl,
      CLIENTELA_KEY: demo.clientela.apiKey,
      CLIENTELA_PASSWORD: demo.contacts.usuario_password,
    };
    const said = execFileSync(process.execPath, ['out/example-0.js'], { cwd: place(), env, encoding: 'utf8' });
    expect(said).toMatch(/^C\d+ Acme$/m);
  });
});

describe('a page that esbuild has bundled, in Chromium', () => {
  let context: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    installChromium();
    const place = join(folder, 'page');
    cpSync(join(__dirname, 'consumer'), place, { recursive: true });
    const { outputFiles, warnings } = await build({
      entryPoints: [join(place, 'page.ts')],
      bundle: true,
      minify: true,
      format: 'iife',
      write: false,
    });
    expect(warnings).toEqual([]);
    script = outputFiles[0]!.text;
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: CHROMIUM,
      args: FLAGS,
    });
  });
  afterAll(() => context?.close());

  it('calls each contract from another origin that the server allows', async () => {
    const page = context.pages()[0]!;
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(originOf(pages));
    const result = await page.evaluate(`everything(${JSON.stringify(optionsOf(demo))})`);
    expect(result).toEqual(RESULT);
    expect(complaints).toEqual([]);
  });

  it('has a session on the origin of the server', async () => {
    const page = await context.newPage();
    await page.goto(demo.baseUrl);
    await page.evaluate(script);
    const { email, password } = demo.clients;
    const call = `withSession(${[demo.baseUrl, email, password].map((word) => JSON.stringify(word)).join(', ')})`;
    expect(await page.evaluate(call)).toEqual({ before: true, note: 'From a page', email });
  });
});

it('a page that uses one contract gets no other one', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createContactsClient } from '@clientela/sdk'; createContactsClient({ baseUrl: '', token: '' });`,
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]!.text;
  expect(text).toContain('/api/login');
  expect(text).not.toContain('/clientela/v1/');
  expect(text).not.toContain('/api/v3/');
});

const optionsOf = ({ baseUrl, clientela, contacts, billing, clients, erp, accounting }: Demo) => ({
  baseUrl,
  apiKey: clientela.apiKey,
  contacts: { login: contacts.usuario_login, password: contacts.usuario_password },
  billing,
  clients,
  erp,
  accounting,
});

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const packageOf = (place: string) =>
  JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { version: string };

function run(cwd: string, program: string, ...words: string[]): string {
  try {
    return execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${words[0]} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
