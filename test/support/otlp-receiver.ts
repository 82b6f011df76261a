import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Fields } from './protobuf.js';

export interface ReceivedSpan {
  traceId: string;
  id: string;
  parentId: string;
  traceState: string;
  name: string;
  kind: 'internal' | 'server' | 'client';
  attributes: Record<string, string | number | boolean>;
  /** Milliseconds. */
  began: number;
  ended: number;
  hasFailed: boolean;
  message: string;
  /** What it says of its process. */
  resource: Record<string, string | number | boolean>;
}

/** A receiver of traces on 127.0.0.1: OTLP over HTTP, as Protobuf. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** All that was received, as it came. */
  readonly bodies: Buffer[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  status = 200;
  private server?: Server;

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    const server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.url !== '/v1/traces' || request.method !== 'POST') response.writeHead(404);
        else if (receiver.status !== 200) response.writeHead(receiver.status);
        else receiver.take(body, request.headers);
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    receiver.server = server;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  /** The spans of the trace in which such a span is. */
  traceOf(match: (span: ReceivedSpan) => boolean): ReceivedSpan[] {
    const found = this.spans.find(match);
    return found ? this.spans.filter(({ traceId }) => traceId === found.traceId) : [];
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
    if (this.server) await once(this.server, 'close');
  }

  private take(body: Buffer, headers: IncomingHttpHeaders): void {
    this.bodies.push(body);
    this.headers.push(headers);
    for (const ofResource of new Fields(body).messages(1)) {
      const resource = attributesIn(ofResource.messages(1)[0], 1);
      for (const scope of ofResource.messages(2))
        for (const span of scope.messages(2)) this.spans.push({ ...spanIn(span), resource });
    }
  }
}

const KINDS = [undefined, 'internal', 'server', 'client'] as const;
const FAILED = 2;

function spanIn(span: Fields): Omit<ReceivedSpan, 'resource'> {
  const [status] = span.messages(15);
  const time = (field: number) => Number(span.bytes(field)!.readBigUInt64LE()) / 1e6;
  return {
    traceId: span.bytes(1)!.toString('hex'),
    id: span.bytes(2)!.toString('hex'),
    parentId: span.bytes(4)?.toString('hex') ?? '',
    traceState: span.text(3) ?? '',
    name: span.text(5)!,
    kind: KINDS[span.whole(6)!]!,
    attributes: attributesIn(span, 9),
    began: time(7),
    ended: time(8),
    hasFailed: status?.whole(3) === FAILED,
    message: status?.text(2) ?? '',
  };
}

const attributesIn = (message: Fields | undefined, field: number) =>
  Object.fromEntries((message?.messages(field) ?? []).map((pair) => [pair.text(1)!, valueIn(pair.messages(2)[0]!)]));

function valueIn(value: Fields): string | number | boolean {
  const text = value.text(1);
  if (text !== undefined) return text;
  const flag = value.whole(2);
  if (flag !== undefined) return flag === 1;
  return value.whole(3) ?? value.bytes(4)!.readDoubleLE();
}
