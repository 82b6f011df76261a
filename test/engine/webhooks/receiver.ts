import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  body: string;
  headers: Record<string, string>;
  path: string;
}

type Answering = (request: Received, response: ServerResponse) => unknown;

/** A real receiver on 127.0.0.1. It can go down and come back on the same port. */
export class Receiver {
  readonly received: Received[] = [];
  private server?: Server;
  private port = 0;
  private answering: Answering = (_, response) => response.writeHead(204).end();

  static async start(answering?: Answering): Promise<Receiver> {
    const receiver = new Receiver();
    if (answering) receiver.answering = answering;
    await receiver.up();
    return receiver;
  }

  /** For `allowedHosts`. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.host}/hooks?of=us`;
  }

  answers(answering: Answering): void {
    this.answering = answering;
  }

  async up(): Promise<void> {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const received = {
      body: await text(request).catch(() => ''),
      headers: request.headers as Record<string, string>,
      path: request.url!,
    };
    this.received.push(received);
    await this.answering(received, response);
  }
}
