import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { promisify } from 'node:util';
import { NotSent, Outbound, type OutboundSettings } from '../../../src/engine/webhooks/index.js';
import { askingDns, systemAddresses } from '../../../src/engine/webhooks/resolver.js';
import { eventually } from '../../support/eventually.js';
import { DnsServer } from './dns-server.js';
import { Receiver } from './receiver.js';

const post = (url: string, signal?: AbortSignal) => ({
  url,
  headers: { 'x-header': 'sent' },
  body: '{"a":"é"}',
  signal,
});

/** How long the work takes, in milliseconds. */
async function duration(work: Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work.catch(() => {});
  return performance.now() - begin;
}

/** The outcome in a process with these variables. Node does not see what a test of Jest writes into process.env. */
async function outcomeIn(variables: Record<string, string>, url: string): Promise<unknown> {
  const program = ['-r', './test/support/run-typescript.js', 'test/engine/webhooks/post.ts', url];
  const { stdout } = await promisify(execFile)(process.execPath, program, {
    cwd: resolvePath(__dirname, '../../..'),
    env: { ...process.env, ...variables },
  });
  return JSON.parse(stdout) as unknown;
}

describe('a request', () => {
  let receiver: Receiver;
  beforeAll(async () => (receiver = await Receiver.start()));
  afterAll(() => receiver.down());
  beforeEach(() => receiver.received.splice(0));

  const outbound = (more: OutboundSettings = {}) => new Outbound({ allowedHosts: [receiver.host], ...more });

  it('posts the body to the URL, on a connection of its own', async () => {
    await expect(outbound().send(post(receiver.url))).resolves.toEqual({ status: 204 });
    expect(receiver.received).toEqual([
      {
        path: '/hooks?of=us',
        body: '{"a":"é"}',
        headers: {
          'x-header': 'sent',
          host: receiver.host,
          'content-length': '10',
          connection: 'close',
        },
      },
    ]);
  });

  it('does not reach a receiver of this machine that is not allowed', async () => {
    await expect(new Outbound().try(post(receiver.url))).resolves.toEqual({ failure: 'refused' });
    await expect(new Outbound().try(post('http://localhost/'))).resolves.toEqual({ failure: 'refused' });
    expect(receiver.received).toEqual([]);
  });

  it.each(['301', '302', '303', '307', '308'])('does not follow a redirect to this machine: %s', async (status) => {
    const inside = await Receiver.start();
    receiver.answers((_, response) => response.writeHead(Number(status), { location: inside.url }).end());
    await expect(outbound().send(post(receiver.url))).resolves.toEqual({ status: Number(status) });
    expect(inside.received).toEqual([]);
    await inside.down();
  });

  it('passes on Retry-After', async () => {
    receiver.answers((_, response) => response.writeHead(503, { 'retry-after': '30' }).end());
    await expect(outbound().send(post(receiver.url))).resolves.toEqual({ status: 503, retryAfter: '30' });
  });

  it('ignores the proxies of the environment', async () => {
    const proxy = await Receiver.start();
    receiver.answers((_, response) => response.writeHead(204).end());
    // Node 24 reads them, and a proxy has no path.
    const { origin } = new URL(proxy.url);
    const proxies = { HTTP_PROXY: origin, http_proxy: origin, ALL_PROXY: origin, NODE_USE_ENV_PROXY: '1' };
    await expect(outcomeIn(proxies, receiver.url)).resolves.toEqual({ status: 204 });
    expect([receiver.received.length, proxy.received.length]).toEqual([1, 0]);
    await proxy.down();
  });

  it('opens a connection for each request', async () => {
    receiver.answers((_, response) => response.writeHead(204, { connection: 'keep-alive' }).end());
    const ports = new Set<number>();
    const server = (receiver as unknown as { server: Server }).server;
    const count = (socket: Socket) => ports.add(socket.remotePort!);
    server.on('connection', count);
    const one = outbound();
    for (let at = 0; at < 3; at++) await one.send(post(receiver.url));
    expect(ports.size).toBe(3);
    server.off('connection', count);
  });

  it('reads an answer that is too long only in part, and its status counts', async () => {
    let sent = 0;
    let isClosed = false;
    receiver.answers((_, response) => {
      response.once('close', () => (isClosed = true));
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024);
      const write = () => {
        while (!response.destroyed && sent < 1e9) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', write);
        }
      };
      write();
    });
    await expect(outbound().send(post(receiver.url))).resolves.toEqual({ status: 200 });
    await eventually(() => isClosed);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('does not wait for a body that never ends, and its status counts', async () => {
    receiver.answers((_, response) => response.writeHead(200).write('{'));
    const limited = outbound({ timeouts: { whole: 300 } });
    await expect(limited.send(post(receiver.url))).resolves.toEqual({ status: 200 });
  });

  it('whose answer breaks off after the status has that status', async () => {
    receiver.answers((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => response.destroy());
    });
    await expect(outbound().send(post(receiver.url))).resolves.toEqual({ status: 200 });
  });

  it('waits for the status only so long', async () => {
    receiver.answers(() => {});
    const limited = outbound({ timeouts: { headers: 200 } });
    await expect(limited.try(post(receiver.url))).resolves.toEqual({ failure: 'timeout' });
    expect(await duration(limited.send(post(receiver.url)))).toBeLessThan(2_000);
  });

  it('does not take intermediate answers for an answer', async () => {
    receiver.answers((_, response) => {
      const more = setInterval(() => response.writeProcessing(), 20);
      response.once('close', () => clearInterval(more));
    });
    const limited = outbound({ timeouts: { headers: 200 } });
    await expect(limited.try(post(receiver.url))).resolves.toEqual({ failure: 'timeout' });
  });

  it('ends when its caller says so, also before it began', async () => {
    receiver.answers(() => {});
    const cut = new AbortController();
    const sending = outbound().try(post(receiver.url, cut.signal));
    await eventually(() => receiver.received.length === 1);
    cut.abort();
    await expect(sending).resolves.toEqual({ failure: 'aborted' });
    await expect(outbound().try(post(receiver.url, cut.signal))).resolves.toEqual({ failure: 'aborted' });
  });

  it('says that nothing listens there', async () => {
    const away = await Receiver.start();
    await away.down();
    await expect(new Outbound({ allowedHosts: [away.host] }).try(post(away.url))).resolves.toEqual({
      failure: 'unreachable',
    });
  });
});

describe('a receiver that does not speak HTTP', () => {
  let server: Server;
  let talk: (socket: Socket) => void;
  beforeAll(async () => {
    server = createServer((socket) => talk(socket.on('error', () => {})));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outcome = (settings?: OutboundSettings) =>
    new Outbound({ allowedHosts: [host()], ...settings }).try(post(`http://${host()}/`));

  it('is not understood', async () => {
    talk = (socket) => socket.end('220 smtp.example.com ESMTP\r\n');
    await expect(outcome()).resolves.toEqual({ failure: 'malformed' });
  });

  it('closes the connection', async () => {
    talk = (socket) => socket.destroy();
    await expect(outcome()).resolves.toEqual({ failure: 'unreachable' });
  });

  it('sends headers byte by byte: they must end in time', async () => {
    talk = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      const drip = setInterval(() => socket.write('a'), 20);
      socket.once('close', () => clearInterval(drip));
    };
    await expect(outcome({ timeouts: { headers: 300 } })).resolves.toEqual({ failure: 'timeout' });
  });

  it('sends headers without end', async () => {
    talk = (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}`);
    await expect(outcome()).resolves.toEqual({ failure: 'malformed' });
  });

  it('upgrades the connection without being asked', async () => {
    talk = (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    const { status } = (await outcome({ timeouts: { headers: 300 } })) as { status?: number };
    expect(status === undefined || status === 101).toBe(true);
  });

  it('is asked over TLS: it must answer in time', async () => {
    talk = () => {};
    const outbound = new Outbound({ allowedHosts: [host()], timeouts: { connect: 300 } });
    await expect(outbound.try(post(`https://${host()}/`))).resolves.toEqual({ failure: 'timeout' });
  });
});

describe('a name', () => {
  let receiver: Receiver;
  beforeAll(async () => (receiver = await Receiver.start()));
  afterAll(() => receiver.down());

  /** Where sockets would connect to. None of them does: the addresses are public ones. */
  const connections: Record<string, any>[] = [];
  beforeEach(() => connections.splice(0));
  const withoutNetwork = () =>
    jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...given: any[]) {
      connections.push(given.flat()[0]);
      process.nextTick(() => this.destroy(Object.assign(new Error('no network'), { code: 'ECONNREFUSED' })));
      return this;
    });
  afterEach(() => jest.restoreAllMocks());

  /** Gives another answer at each question. */
  const changingDns = (...answers: string[][]) => {
    const asked: string[] = [];
    return { asked, resolve: (name: string) => Promise.resolve(answers[asked.push(name) - 1]!) };
  };

  it('is resolved and checked at every try, so a later answer cannot lead inside', async () => {
    withoutNetwork();
    const { asked, resolve } = changingDns(['203.0.114.1'], ['127.0.0.1'], ['203.0.114.1', '::1']);
    const outbound = new Outbound({ resolve });
    const outcome = () => outbound.try(post('http://rebinding.example.com:8080/'));
    await expect(outcome()).resolves.toEqual({ failure: 'unreachable' });
    await expect(outcome()).resolves.toEqual({ failure: 'refused' });
    await expect(outcome()).resolves.toEqual({ failure: 'refused' });
    expect([asked.length, connections.length]).toEqual([3, 1]);
  });

  it('is asked for once in a try: the connection goes to the checked addresses', async () => {
    withoutNetwork();
    const { asked, resolve } = changingDns(['203.0.114.1', '2606:4700::1'], ['127.0.0.1']);
    await new Outbound({ resolve }).try(post('http://rebinding.example.com:8080/'));
    const [{ host, port, lookup }] = connections as [Record<string, any>];
    expect([host, port]).toEqual(['rebinding.example.com', 8080]);
    const found = (options: object) =>
      new Promise((done) => lookup(host, options, (_: unknown, ...given: unknown[]) => done(given)));
    await expect(found({ all: true })).resolves.toEqual([
      [
        { address: '203.0.114.1', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    ]);
    await expect(found({})).resolves.toEqual(['203.0.114.1', 4]);
    expect(asked).toHaveLength(1);
  });

  it('that has no address is said so', async () => {
    const outbound = new Outbound({ resolve: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) });
    await expect(outbound.send(post('https://nowhere.example.com/'))).rejects.toEqual(
      new NotSent('unresolved', 'ENOTFOUND'),
    );
  });

  it('whose DNS server is silent takes as long as a connection may, and no longer', async () => {
    const outbound = new Outbound({ timeouts: { connect: 200 }, resolve: () => new Promise(() => {}) });
    await expect(outbound.try(post('https://silent.example.com/'))).resolves.toEqual({ failure: 'timeout' });
  });

  it('of the operator is resolved by the operating system', async () => {
    expect(await systemAddresses('localhost', new AbortController().signal)).toContain('127.0.0.1');
    const port = receiver.host.split(':')[1]!;
    const outbound = new Outbound({ allowedHosts: [`localhost:${port}`], resolve: () => Promise.reject(new Error()) });
    await expect(outbound.send(post(`http://localhost:${port}/`))).resolves.toEqual({ status: 204 });
    expect(receiver.received.at(-1)!.headers.host).toBe(`localhost:${port}`);
  });
});

describe('DNS', () => {
  let server: DnsServer;
  beforeAll(async () => {
    server = await DnsServer.start({
      'both.example.com': ['203.0.114.1', '2606:4700:0:0:0:0:0:1'],
      'old.example.com': ['203.0.114.1'],
      'new.example.com': ['2606:4700:0:0:0:0:0:1'],
      'none.example.com': [],
      'inside.example.com': ['203.0.114.1', '0:0:0:0:0:0:0:1'],
      'silent.example.com': 'silent',
    });
  });
  afterAll(() => server.close());

  const addresses = (name: string) => askingDns([server.address])(name, new AbortController().signal);

  it('gives the addresses of both families', async () => {
    await expect(addresses('both.example.com')).resolves.toEqual(['203.0.114.1', '2606:4700::1']);
    await expect(addresses('old.example.com')).resolves.toEqual(['203.0.114.1']);
    await expect(addresses('new.example.com')).resolves.toEqual(['2606:4700::1']);
  });

  it('that knows no address says so', async () => {
    await expect(addresses('none.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(addresses('unknown.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('that has an inner address in either family is refused', async () => {
    const outbound = new Outbound({ resolve: askingDns([server.address]) });
    await expect(outbound.try(post('https://inside.example.com/'))).resolves.toEqual({ failure: 'refused' });
  });

  it('that is silent is left when the time is over', async () => {
    const outbound = new Outbound({ resolve: askingDns([server.address]), timeouts: { connect: 200 } });
    const begin = performance.now();
    await expect(outbound.try(post('https://silent.example.com/'))).resolves.toEqual({ failure: 'timeout' });
    expect(performance.now() - begin).toBeLessThan(1_500);
  });

  it('is asked for the whole name only, without search domains', async () => {
    server.asked.splice(0);
    await addresses('intranet').catch(() => {});
    expect(new Set(server.asked)).toEqual(new Set(['intranet']));
  });
});

describe('TLS', () => {
  let folder: string;
  let server: SecureServer;
  let ca: string;
  let port: number;
  const names: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clientela-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    ca = readFileSync(cert, 'utf8');
    server = createSecureServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      request.resume();
      response.writeHead(204).end();
    });
    server.on('secureConnection', (socket) => names.push(String(socket.servername)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const outcome = (host: string, settings?: OutboundSettings) =>
    new Outbound({ allowedHosts: [host], ...settings }).try(post(`https://${host}:${port}/`));

  it('is spoken with the name of the URL', async () => {
    await expect(outcome('localhost', { ca })).resolves.toEqual({ status: 204 });
    expect(names).toEqual(['localhost']);
  });

  it('needs a certificate that Node trusts', async () => {
    await expect(outcome('localhost')).resolves.toEqual({ failure: 'certificate' });
  });

  it('needs one for the name of the URL', async () => {
    await expect(outcome('127.0.0.1', { ca })).resolves.toEqual({ failure: 'certificate' });
  });

  it('checks also if a variable of the environment says not to', async () => {
    const outcomeOfProcess = outcomeIn({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, `https://localhost:${port}/`);
    await expect(outcomeOfProcess).resolves.toEqual({ failure: 'certificate' });
  });
});
