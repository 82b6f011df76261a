import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BuiltServer } from '../support/built-server.js';
import { Callers, type Contract } from '../torture/callers.js';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-node-')));
const server = new BuiltServer(place, { WORKERS: '2', LOG_LEVEL: 'warn' });
const LISTS: Record<Contract, string> = {
  contacts: '/customers/getCustomers',
  billing: '/customer',
  clients: '/clients',
  erp: '/customers',
  accounting: '/customers',
  clientela: '/customers',
};

beforeAll(async () => {
  await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

const clientela = async (...line: string[]) => {
  const program = join(__dirname, '../../dist/src/cli/main.js');
  const env = { PATH: process.env.PATH, HOME: place, DATA_DIR: server.dataFolder };
  return (await promisify(execFile)(process.execPath, [program, ...line], { cwd: place, env })).stdout;
};

describe(`the built server on Node ${process.version}, with an embedded database and two workers`, () => {
  it('answers every contract, and shows in all what one has written', async () => {
    const callers = await Callers.signIn(server.url, server.demo);
    const created = await callers.send('clients', 'POST', '/clients', {
      name: 'Ángel Pérez',
      phone: '+598 2 100 1111',
    });
    expect(created.status).toBe(201);
    for (const [contract, path] of Object.entries(LISTS) as [Contract, string][]) {
      const { status, body } = await callers.send(contract, 'GET', path);
      expect([contract, status, JSON.stringify(body).includes('Ángel Pérez')]).toEqual([contract, 200, true]);
    }
  });

  it('has the command line beside it', async () => {
    expect(JSON.parse(await clientela('tenant', 'list', '--json'))).toHaveLength(1);
  });

  it('stops on a signal, and starts again on its data', async () => {
    const { demo } = server;
    await server.stop();
    expect(server.exitCode).toBe(0);
    await server.start();
    const callers = await Callers.signIn(server.url, demo);
    const { body } = await callers.send('clients', 'GET', '/clients');
    expect(JSON.stringify(body)).toContain('Ángel Pérez');
  });
});
