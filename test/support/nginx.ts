import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from './app.js';
import { eventually } from './eventually.js';
import { describeWith, freePort } from './programs.js';

interface Asking {
  method?: string;
  /** The address of the client: any of 127.0.0.0/8. */
  from?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Place {
  ports: readonly number[];
  /** Files that nginx may read and write. */
  folder: string;
  key: string;
  certificate: string;
}

/** A real nginx with TLS, and a certificate of its own making, on free ports of 127.0.0.1. */
export class Nginx {
  private constructor(
    private readonly running: ChildProcess,
    private readonly folder: string,
    private readonly ports: readonly number[],
    private readonly certificate: Buffer,
  ) {}

  /**
   * `servers`: the content of each server block except its port. The last ones may be proxies for the first ones, so
   * they get their ports.
   */
  static start(servers: ((ports: readonly number[]) => { tls: boolean; locations: string })[]): Promise<Nginx> {
    return Nginx.configured(servers.length, ({ ports, folder, key, certificate }) => {
      const blocks = servers.map((server, at) => {
        const { tls, locations } = server(ports);
        const listen = tls ? `${ports[at]} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key}` : ports[at];
        return `server { listen 127.0.0.1:${listen}; ${locations} }`;
      });
      return `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${blocks.join('\n')}\n}\n`;
    });
  }

  /** `configuration`: a whole file. Its servers listen on 127.0.0.1, on as many ports as are asked for. */
  static async configured(count: number, configuration: (place: Place) => string): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'clientela-nginx-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=crm.example', '-addext', 'subjectAltName=DNS:crm.example,IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, '-keyout', key, '-out', certificate],
      { stdio: 'ignore' },
    );
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    const file = join(folder, 'nginx.conf');
    const text = configuration({ ports, folder, key, certificate }).replace(/^http \{/m, `http {\n${temporary}`);
    writeFileSync(file, `daemon off; master_process off; error_log stderr;\n${text}`);
    const running = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    running.stderr.on('data', (more) => (complaints += more));
    await once(running, 'spawn');
    process.once('exit', () => running.kill('SIGKILL'));
    const nginx = new Nginx(running, folder, ports, readFileSync(certificate));
    await eventually(async () => {
      if (running.exitCode !== null) throw new Error(`nginx ended: ${complaints}`);
      return (await Promise.all(ports.map(listens))).every(Boolean);
    });
    return nginx;
  }

  port(server: number): number {
    return this.ports[server]!;
  }

  /** Asks one of the servers with TLS as a client of crm.example. */
  ask(
    server: number,
    path: string,
    { method = 'GET', from = '127.0.0.1', headers = {}, body }: Asking = {},
  ): Promise<Answer> {
    const given = {
      host: 'crm.example',
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...headers,
    };
    const options = {
      host: '127.0.0.1',
      port: this.ports[server],
      path,
      method,
      localAddress: from,
      headers: given,
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const ask = request({ ...options, servername: 'crm.example', ca: this.certificate });
      ask.once('error', reject).once('response', (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (more) => (text += more))
          .once('error', reject)
          .once('end', () => {
            const isJson = response.headers['content-type']?.includes('json') && text !== '';
            resolve({
              status: response.statusCode!,
              headers: response.headers as Record<string, string>,
              body: isJson ? JSON.parse(text) : text,
            });
          });
      });
      ask.end(body);
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.running, 'exit');
    this.running.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) =>
    socket.once('connect', () => (socket.destroy(), resolve(true))).once('error', () => resolve(false)),
  );
}

export const describeWithNginx = describeWith('nginx');
