import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passing {
  method: string;
  /** With the query. */
  url: string;
  headers: Record<string, string>;
  /** Parsed, if it is JSON. */
  body: any;
}

export interface Answering {
  status: number;
  headers: Record<string, string>;
  body: any;
}

/** What the proxy does to a request before it is sent on, and to its answer. */
export interface Change {
  request?(request: Passing): void;
  answer?(answer: Answering, request: Passing): void;
}

/** A server in front of another one, which lacks a rule of it. */
export async function changingProxy(behind: string, change: Change): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request: Passing = {
        method: incoming.method!,
        url: incoming.url!,
        headers: sentOn(incoming),
        body: parsed(await textOf(incoming)),
      };
      change.request?.(request);
      const response = await fetch(behind + request.url, {
        method: request.method,
        headers: request.headers,
        body: request.body === undefined ? undefined : written(request.body),
      });
      const headers = Object.fromEntries(response.headers);
      const answer: Answering = { status: response.status, headers, body: parsed(await response.text()) };
      change.answer?.(answer, request);
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...rest } = answer.headers;
      outgoing.writeHead(answer.status, rest).end(answer.body === undefined ? '' : written(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

const HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'keep-alive'];
const sentOn = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => !HOP.includes(entry[0]) && typeof entry[1] === 'string',
    ),
  );

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const written = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
