import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const PROGRAM = ['-r', join(__dirname, 'run-typescript.js'), join(__dirname, '../../src/cli/main.ts'), 'mcp'];

/** How the tests start `clientela mcp`, in a folder without a `.env`. */
export const program = (words: readonly string[], settings: Record<string, string>) => ({
  command: process.execPath,
  args: [...PROGRAM, ...words],
  cwd: tmpdir(),
  env: { PATH: process.env.PATH!, HOME: tmpdir(), ...settings },
});

export interface Agent {
  client: Client;
  /** What the program has written to standard error. */
  stderr(): string;
  /** The structured answer of a tool. Fails if the tool has refused. */
  ask(name: string, input?: Record<string, unknown>): Promise<any>;
  /** The text of a refusal. Fails if the tool has not refused. */
  refusal(name: string, input?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A client of the official SDK that speaks to `clientela mcp` over standard input and output. */
export async function stdioAgent(settings: Record<string, string>, words: readonly string[] = []): Promise<Agent> {
  const transport = new StdioClientTransport({ ...program(words, settings), stderr: 'pipe' });
  let stderr = '';
  transport.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  return agentOf(client, () => stderr);
}

type AnyClient = Pick<Client, 'close' | 'callTool'>;

export const agentOf = (client: AnyClient, stderr = () => ''): Agent => {
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: input });
    return { text: (content[0] as { text: string }).text, structuredContent, isError };
  };
  return {
    client: client as Client,
    stderr,
    async ask(name, input) {
      const { text, structuredContent, isError } = await call(name, input);
      if (isError) throw new Error(text);
      return structuredContent;
    },
    async refusal(name, input) {
      const { text, isError } = await call(name, input);
      if (!isError) throw new Error(`${name} has answered: ${text}`);
      return text;
    },
    close: () => client.close(),
  };
};

/** `clientela mcp --http` on a free port. Resolves when it listens. */
export async function httpAgents(settings: Record<string, string>): Promise<{ url: URL; child: ChildProcess }> {
  const { command, args, cwd, env } = program(['--http', '--port', '0'], settings);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  const listens = new Promise<URL>((resolve) =>
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      const [, url] = /MCP is at (\S+)\n/.exec(stderr) ?? [];
      if (url) resolve(new URL(url));
    }),
  );
  const ended = once(child, 'exit').then(() => {
    throw new Error(`it ended: ${stderr}`);
  });
  ended.catch(() => {});
  return { url: await Promise.race([listens, ended]), child };
}
