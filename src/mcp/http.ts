import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpServer,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import { sameText } from '../engine/kit/same-text.js';

/** Only this machine is served: a caller of the port acts with the API key. */
const LOOPBACK = '127.0.0.1';
export const PATH = '/mcp';
const LARGEST_BODY = 1_000_000;

/** Serves MCP over streamable HTTP on the loopback interface. Resolves when the server listens. */
export async function serveHttp(
  newServer: () => McpServer,
  { port, token, report }: { port: number; token: string; report: (text: string) => void },
): Promise<Server> {
  const handler = createMcpHandler(newServer, {
    maxRequestBodySize: LARGEST_BODY,
    onerror: ({ name }) => report(`a request was refused: ${name}`),
  });
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // A tool answers within a minute. A client that is slow with its request is let go.
  Object.assign(server, { maxConnections: 100, headersTimeout: 10_000, requestTimeout: 30_000 });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    // A web page may send requests to this machine, also under a name of its own that leads here.
    if (!validateHostHeader(headers.host, localhostAllowedHostnames()).ok)
      return refuse(response, 403, 'This host is not served.');
    if (!validateOriginHeader(headers.origin, localhostAllowedOrigins()).ok)
      return refuse(response, 403, 'This origin is not served.');
    if (!sameText(headers.authorization ?? '', `Bearer ${token}`)) {
      response.setHeader('WWW-Authenticate', 'Bearer');
      return refuse(response, 401, 'The bearer token is missing or wrong.');
    }
    if (new URL(request.url ?? '/', `http://${LOOPBACK}`).pathname !== PATH)
      return refuse(response, 404, `MCP is at ${PATH}.`);
    await send(await handler.fetch(webRequestOf(request, response)), response);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, LOOPBACK, resolve);
  });
  server.once('close', () => void handler.close());
  return server;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = { jsonrpc: '2.0', error: { code: -32000, message }, id: null };
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' }).end(JSON.stringify(body));
}

function webRequestOf(request: IncomingMessage, response: ServerResponse): Request {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { method = 'GET', url = '/' } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, `http://${LOOPBACK}`), {
    method,
    headers: Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
    signal: gone.signal,
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream<Uint8Array>, duplex: 'half' }),
  });
}

async function send(answered: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (!answered.body) return void response.end();
  await pipeline(Readable.fromWeb(answered.body), response);
}
