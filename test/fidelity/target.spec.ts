import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Target } from '../../fidelity/src/kit/target.js';

let server: Server;
let answers: [status: number, headers: Record<string, string>][];
const told: string[] = [];
let target: Target;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (request.url === '/hangs') return;
    const [status, headers] = answers.shift()!;
    response.writeHead(status, headers).end('{"a":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = new Target(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, (message) => told.push(message));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe('a target that asks for a pause', () => {
  it('gets the request again after it', async () => {
    answers = [
      [429, { 'retry-after': '0' }],
      [429, { 'retry-after': '1' }],
      [201, {}],
    ];
    (await target.send('POST', '/customers?nonce=1', { body: {} })).is(201, { a: 1 });
    expect(told).toEqual([
      'POST /customers: the target asks for a pause of 0 s',
      'POST /customers: the target asks for a pause of 1 s',
    ]);
  });

  it('is believed where the case counts requests', async () => {
    answers = [[429, { 'retry-after': '60' }]];
    (await target.once('POST', '/customers', { body: {} })).is(429);
  });

  it('is given up after five repeats', async () => {
    answers = Array.from({ length: 6 }, () => [429, { 'retry-after': '0' }]);
    (await target.send('GET', '/customers')).is(429);
    expect(answers).toEqual([]);
  });
});

it('a target that does not answer is given up', async () => {
  const hanging = new Target(target.url, undefined, 0.05);
  await expect(hanging.send('GET', '/hangs')).rejects.toThrow('timeout');
});
