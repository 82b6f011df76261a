import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { nextNonce } from '../support/clients.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { describeWith } from '../support/programs.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const MEGABYTE = 1024 * 1024;

/** A write of each contract, and what each answers for a coding and for a body that is too large. */
const WRITES = {
  contacts: {
    path: '/customers/create',
    body: { name: 'Ada' },
    success: 201,
    told: (coding: string) => ({
      success: false,
      error: `Codificación de contenido no soportada: ${coding}`,
      details: [],
    }),
    large: { success: false, error: 'Solicitud demasiado grande' },
  },
  billing: {
    path: '/customer',
    body: { company: 'Ada' },
    success: 201,
    told: (coding: string) => ({ code: 415, status: 'Error', message: words(coding), response: false }),
    large: { code: 413, status: 'Error', response: false },
  },
  clients: {
    path: '/clients',
    body: { name: 'Ada' },
    success: 201,
    told: (coding: string) => ({ success: false, data: null, error: { code: 'BAD_REQUEST', message: words(coding) } }),
    large: { success: false, data: null, error: { code: 'BAD_REQUEST' } },
  },
  erp: {
    path: '/customers',
    body: { name: 'Ada' },
    success: 201,
    told: (coding: string) => ({ code: 'INVALID_ARGUMENT', message: words(coding) }),
    large: { code: 'INVALID_ARGUMENT' },
  },
  accounting: {
    path: '/customers',
    body: { customerType: 'business', displayName: 'Ada', currencyCode: 'USD' },
    success: 201,
    told: (coding: string) => ({ statusCode: 415, message: words(coding), error: 'Unsupported Media Type' }),
    large: { statusCode: 413 },
  },
};
const words = (coding: string) => `The content coding "${coding}" is not supported. Send the body without a coding.`;
type Name = keyof typeof WRITES;
const NAMES = Object.keys(WRITES) as Name[];

const write = (
  name: Name,
  headers: Record<string, string>,
  text: string | Buffer = JSON.stringify(WRITES[name].body),
) => app.as(acme)[name].send('POST', WRITES[name].path, { text, headers, query: name === 'erp' ? nextNonce() : {} });

describe.each(NAMES)('a content coding: %s', (name) => {
  it.each(['identity', 'Identity', 'IDENTITY', ' identity ', 'identity, Identity'])(
    'accepts %p, which means no coding',
    async (coding) => {
      expect((await write(name, { 'content-encoding': coding })).status).toBe(WRITES[name].success);
    },
  );

  it.each([
    ['gzip', 'gzip'],
    ['GZIP', 'GZIP'],
    ['br', 'br'],
    ['deflate', 'deflate'],
    ['zstd', 'zstd'],
    ['identity, gzip', 'gzip'],
    ['x-unknown', 'x-unknown'],
  ])('415: names the coding %p and the accepted one', async (coding, named) => {
    const answer = await write(
      name,
      { 'content-encoding': coding },
      coding === 'gzip' ? gzipSync(JSON.stringify(WRITES[name].body)) : undefined,
    );
    expect(answer).toMatchObject({
      status: 415,
      headers: { 'accept-encoding': 'identity' },
      body: WRITES[name].told(named),
    });
  });

  it('415: refuses a wrong content type whatever the coding', async () => {
    const answer = await write(name, { 'content-type': 'text/plain', 'content-encoding': 'Identity' });
    expect(answer.status).toBe(415);
    expect(answer.headers).not.toHaveProperty('accept-encoding');
    expect(JSON.stringify(answer.body)).toMatch(/content type|Tipo de contenido/);
  });

  it('is documented', () => {
    const documented = committedDocument(name);
    const told = placesOf(documented.document)
      .filter(({ operation }) => operation.requestBody)
      .map(({ operation }) => Object.keys(documented.response(operation, 415)!.headers ?? {}));
    expect(told).toEqual(told.map(() => expect.arrayContaining(['Accept-Encoding'])));
  });
});

/** The answer to a body of so many bytes; the client reads it whenever it comes. */
async function upload(name: Name, bytes: number, { chunked = false } = {}): Promise<{ status: number; body: unknown }> {
  const { base, headers } = await goingTo(name);
  const sending = request(base, {
    method: 'POST',
    agent: false,
    headers: { ...headers, ...(!chunked && { 'content-length': String(bytes) }) },
  });
  let isAnswered = false;
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sending.once('response', resolve).once('error', reject),
  ).finally(() => (isAnswered = true));
  const block = Buffer.alloc(64 * 1024, ' ');
  // A client that has its answer need not send the rest.
  for (let sent = 0; sent < bytes && !isAnswered; sent += block.length)
    if (!sending.write(block.subarray(0, Math.min(block.length, bytes - sent))))
      await Promise.race([new Promise((resolve) => sending.once('drain', resolve)), answered]);
  if (!isAnswered) sending.end();
  const answer = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode!, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

async function goingTo(name: Name): Promise<{ base: string; headers: Record<string, string> }> {
  const prefix = {
    contacts: '/api',
    billing: '/api/v3',
    clients: '/apidev/v1',
    erp: `/api/${acme.slug}/v4.0.0`,
    accounting: '/api',
  }[name];
  const query = name === 'erp' ? `?nonce=${nextNonce().nonce}` : '';
  return {
    base: `${app.url}${prefix}${WRITES[name].path}${query}`,
    headers: { ...(await app.as(acme)[name].credentials()), 'content-type': 'application/json' },
  };
}

describe.each(NAMES)('a body that is too large: %s', (name) => {
  it.each([
    [3, false],
    [3, true],
    [30, false],
    [30, true],
  ])('413: the answer arrives after %i MB (chunked: %p)', async (megabytes, chunked) => {
    expect(await upload(name, megabytes * MEGABYTE, { chunked })).toMatchObject({
      status: 413,
      body: WRITES[name].large,
    });
  });
});

describe('a body that is too large', () => {
  it('413: comes at once, even if the client never ends the body; the connection closes when it does', async () => {
    const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.write(
      `POST /api/v3/customer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${3 * MEGABYTE}\r\n\r\n`,
    );
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(first.toString()).toMatch(/connection: close/i);
    socket.write(Buffer.alloc(3 * MEGABYTE, ' '));
    await once(socket, 'close');
    expect(socket.errored).toBeNull();
  });

  it('413: is read only so far; the rest of an endless one is cut off', async () => {
    const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket
      .resume()
      .write(
        'POST /api/v3/customer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MEGABYTE, ' '), Buffer.from('\r\n')]);
    let megabytes = 0;
    while (!socket.destroyed && megabytes < 500) {
      megabytes++;
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    expect(megabytes).toBeGreaterThan(30);
    expect(megabytes).toBeLessThan(200);
  });

  it('serves the next request on another connection', async () => {
    await upload('billing', 3 * MEGABYTE);
    expect((await app.as(acme).billing.get('/customer')).status).toBe(200);
  });
});

const PYTHON = `
import sys, json, http.client, urllib.request, urllib.error
url, authorization, megabytes = sys.argv[1:]
body = b' ' * (int(megabytes) * 1024 * 1024)
headers = {'Content-Type': 'application/json', 'Authorization': authorization}
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(urllib.request.Request(url, data=body, headers=headers))
except urllib.error.HTTPError as error:
    print(error.code, json.load(error)['code'])
host = url.split('/')[2]
connection = http.client.HTTPConnection(host)
connection.request('POST', '/api/v3/customer', body, headers)
answer = connection.getresponse()
print(answer.status, json.load(answer)['code'])
`;

describeWith('python3')('python3, which reads an answer after it has sent everything', () => {
  it.each(['3', '30'])('413: gets the answer to %s MB', async (megabytes) => {
    const { base, headers } = await goingTo('billing');
    const { stdout } = await promisify(execFile)(
      'python3',
      ['-c', PYTHON, base, headers['authorization']!, megabytes],
      { timeout: 30_000 },
    );
    expect(stdout).toBe('413 413\n413 413\n');
  });
});
