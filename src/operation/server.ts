import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Env } from '../config/env.js';
import { URL_LIMIT } from '../request-limits.js';

/** The largest request line with headers, in bytes. Larger ones get 431. */
const HEADER_LIMIT = 2 * URL_LIMIT;

/** The longest time, in milliseconds, that a request may wait for a change before its answer begins. */
const LONGEST_WAIT = 30_000;

/** Limits for clients that are not authenticated yet: time and memory. */
export const serverOptions = (
  { bodyLimit, server, databaseTimeouts }: Env,
  refused: (socket: Socket, status: number) => void,
) => ({
  bodyLimit,
  requestTimeout: server.requestTimeout,
  keepAliveTimeout: server.keepAliveTimeout,
  // For a connection without traffic, for example when the client does not read. The database times out earlier.
  connectionTimeout:
    Math.max(server.requestTimeout + databaseTimeouts.statement, databaseTimeouts.slowReader, LONGEST_WAIT) +
    databaseTimeouts.statement,
  // By default, Node checks for late headers and bodies only every 30 s.
  http: {
    headersTimeout: server.headersTimeout,
    requestTimeout: server.requestTimeout,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: HEADER_LIMIT,
  },
  clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
    const [status, message] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'This is not HTTP.'];
    // The client disconnected: there is nothing to report.
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    refused(socket, status);
    if (socket.writable && !isAnswering(socket)) socket.write(answer(status, message));
    socket.destroy();
  },
});

/**
 * Closes connections beyond the limit at once. Node's own limit passes them to another worker, endlessly if all are
 * full.
 */
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

// A response has begun, so the client would read another one as part of it.
const isAnswering = (socket: Socket) =>
  (socket as Socket & { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true;

const body = (statusCode: number, message: string) => ({ statusCode, error: STATUS_CODES[statusCode], message });

function answer(status: number, message: string): string {
  const text = JSON.stringify(body(status, message));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}
