import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { committedDocument } from '../support/documents.js';

/** A request that reached the server, and its answer. */
export interface Exchange {
  operation?: string;
  method: string;
  url: string;
  sent: unknown;
  status: number;
  answered: unknown;
}

/** Stands between a generated client and the server, and remembers what they send, whatever the client makes of it. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  private readonly server: Server;

  constructor(
    private readonly name: string,
    private readonly target: string,
  ) {
    this.server = createServer((incoming, outgoing) => {
      void this.pass(incoming).then(
        ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
        (error: unknown) => outgoing.writeHead(599).end(String(error)),
      );
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(incoming: IncomingMessage) {
    const { method = '', url = '', headers } = incoming;
    const body = await bytesOf(incoming);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const length = { 'content-length': String(body.length) };
      const { 'transfer-encoding': _, ...others } = headers;
      request(`${this.target}${url}`, { method, headers: body.length > 0 ? { ...others, ...length } : others }, resolve)
        .once('error', reject)
        .end(body);
    });
    const answered = await bytesOf(answer);
    this.exchanges.push({
      operation: committedDocument(`3.0/${this.name}`).operationOf(method, url.replace(/\?.*$/s, ''))?.operationId,
      method,
      url,
      sent: json(body),
      status: answer.statusCode!,
      answered: json(answered),
    });
    return { status: answer.statusCode!, headers: answer.headers, body: answered };
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function json(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
