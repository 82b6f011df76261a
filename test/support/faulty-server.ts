import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request before the real server gets it, or to its answer. */
export type Fault =
  /** The request arrives, and is never answered. */
  | 'hangs'
  /** The connection breaks before the real server gets the request. */
  | 'reset'
  /** The real server does it, and the connection breaks before its answer. */
  | 'answer lost'
  /** The answer ends in the middle of its body. */
  | 'half an answer'
  /** The answer begins, and does not go on. */
  | 'answer hangs'
  | { status: number; headers?: Record<string, string>; body?: string };

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  /** The status of the real server. */
  status?: number;
}

/** A server before the real one, which does to each request what the test has planned for it. */
export class FaultyServer {
  /** The requests that have arrived, in their order. */
  readonly seen: Seen[] = [];
  /** Chooses the fault of a request: by default the next one of those that are planned. */
  choose: (seen: Seen) => Fault | undefined = () => this.planned.shift();
  private planned: (Fault | undefined)[] = [];
  private readonly server: Server;

  private constructor(private readonly target: string) {
    this.server = createServer((incoming, outgoing) => this.handle(incoming, outgoing));
  }

  static async before(target: string): Promise<FaultyServer> {
    const faulty = new FaultyServer(target);
    await new Promise<void>((resolve) => faulty.server.listen(0, '127.0.0.1', resolve));
    return faulty;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The faults of the next requests. Later ones pass. */
  plan(...faults: (Fault | undefined)[]): void {
    this.planned = faults;
    this.choose = () => this.planned.shift();
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const seen: Seen = { method: incoming.method!, url: incoming.url!, headers: incoming.headers };
    this.seen.push(seen);
    const fault = this.choose(seen);
    if (fault === 'hangs') return;
    if (fault === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (typeof fault === 'object') {
      incoming.resume();
      outgoing.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(new URL(incoming.url!, this.target), { method, headers }, (answer) => {
      seen.status = answer.statusCode!;
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        if (fault === 'answer lost') return incoming.socket.resetAndDestroy();
        outgoing.writeHead(answer.statusCode!, answer.headers);
        if (!fault) return outgoing.end(body);
        outgoing.write(body.subarray(0, body.length / 2), () => {
          if (fault === 'half an answer') incoming.socket.resetAndDestroy();
        });
      });
    });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  }
}
