import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Env } from '../config/env.js';

/** Characters of a URL, beyond which it is 414. */
export const URL_LIMIT = 16_384;
/** Bytes of the first line and the headers together, beyond which they are 431. */
const HEADER_LIMIT = 2 * URL_LIMIT;

/** What one client can take of the server: time, and memory for what it sends before it is known. */
export const serverOptions = (
  { bodyLimit, server, databaseTimeouts }: Env,
  refused: (socket: Socket, status: number) => void,
) => ({
  bodyLimit,
  requestTimeout: server.requestTimeout,
  keepAliveTimeout: server.keepAliveTimeout,
  // A connection on which nothing moves: nobody takes the answer, say. The database has given up before.
  connectionTimeout:
    Math.max(server.requestTimeout + databaseTimeouts.statement, databaseTimeouts.slowReader) +
    databaseTimeouts.statement,
  // Node looks for late headers and bodies every 30 s by itself.
  http: {
    headersTimeout: server.headersTimeout,
    requestTimeout: server.requestTimeout,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: HEADER_LIMIT,
  },
  clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
    const [status, message] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'This is not HTTP.'];
    // A client that has gone is no error of anybody's.
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    refused(socket, status);
    if (socket.writable && !isAnswering(socket)) socket.write(answer(status, message));
    socket.destroy();
  },
});

/** Ends connections past the limit at once. Node's own limit would pass them on to another worker, and with all workers full for ever on and on. */
export function limitConnections(server: Server, limit: number): void {
  let open = 0;
  server.prependListener('connection', (socket) => {
    socket.once('close', () => open--);
    if (++open > limit) socket.destroy();
  });
}

const CLIENT_ERRORS: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
};

// Bytes of an answer are on their way already; others among them would be read as part of it.
const isAnswering = (socket: Socket) =>
  (socket as Socket & { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true;

const body = (statusCode: number, message: string) => ({ statusCode, error: STATUS_CODES[statusCode], message });

function answer(status: number, message: string): string {
  const text = JSON.stringify(body(status, message));
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`;
}
