import { flag, optional, servingCommand, UsageError } from './command.js';
import { VERSION } from '../config/version.js';
import { sessionForPrograms } from './login.js';
import { port } from './value-parsers.js';

export const mcp = servingCommand({
  name: 'mcp',
  about:
    'Serve AI agents over MCP. They read and write customers of a running server, as the API key of clientela may ' +
    'that CLIENTELA_KEY or CLIENTELA_KEY_FILE has. CLIENTELA_URL is the address of the server. It speaks over standard ' +
    'input and output, or with --http over HTTP on this machine, to callers that send CLIENTELA_MCP_TOKEN. Without a ' +
    'key, it uses the session that login has opened.',
  options: {
    readOnly: flag('Offer only tools that read.'),
    http: flag('Speak over HTTP instead of standard input and output.'),
    port: optional(port, 'The port for HTTP; 3333 when omitted, and 0 for any free one.'),
  },
  examples: ['mcp', 'mcp --read-only', 'mcp --http --port 3333'],
  check({ http, port: given }) {
    if (given !== undefined && !http) throw new UsageError('--port needs --http');
  },
  async serve({ readOnly, http, port: given = 3333 }) {
    // Loaded late: no other command needs it.
    const { serveAgents } = await import('../mcp/index.js');
    const session = sessionForPrograms();
    await serveAgents({ version: VERSION, isReadOnly: readOnly, port: http ? given : undefined, session });
  },
});
