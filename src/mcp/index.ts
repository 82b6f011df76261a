import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { agentEnv } from '../config/env.js';
import { PATH, serveHttp } from './http.js';
import { type Session, serversOf } from './server.js';

export interface Serving {
  version: string;
  isReadOnly: boolean;
  /** The port for HTTP. Without it, the server speaks over its standard input and output. */
  port?: number;
  /** The session of a person, in place of an API key. */
  session?: Session;
}

/** Serves agents until the client goes away (standard input ends), or a signal ends it. */
export async function serveAgents({ version, isReadOnly, port, session }: Serving): Promise<void> {
  const { url, key, token } = agentEnv({ isHttp: port !== undefined, isSignedIn: session !== undefined });
  // Standard output belongs to the protocol.
  const report = (text: string) => void process.stderr.write(`${text}\n`);
  const newServer = serversOf({ url, key, session, version, isReadOnly, report });
  if (port === undefined) {
    serveStdio(newServer, { onerror: ({ name }) => report(`a message was refused: ${name}`) });
    return;
  }
  const server = await serveHttp(newServer, { port, token: token!, report });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  // A program that reads this line may end the server at once.
  report(`MCP is at http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`);
  await once(server, 'close');
}
