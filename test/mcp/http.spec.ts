import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as EarlierStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as EarlierHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { aCustomer } from '../factories/customer.js';
import { agentOf, httpAgents, program } from '../support/mcp.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const CLIENTELA_MCP_TOKEN = 'a-token-of-thirty-two-characters';
const headers = { Authorization: `Bearer ${CLIENTELA_MCP_TOKEN}` };
const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
});
let url: URL;
let child: ChildProcess;
let settings: Record<string, string>;

beforeAll(async () => {
  settings = { CLIENTELA_URL: app.url, CLIENTELA_KEY: tenant.keys.clientela.secret };
  ({ url, child } = await httpAgents({ ...settings, CLIENTELA_MCP_TOKEN }));
});
afterAll(() => void child.kill('SIGKILL'));

/** Sends a request with headers that `fetch` does not let a program set. */
async function post(given: Record<string, string>, path = '/mcp', body = initialize) {
  const sent = request(new URL(path, url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...given },
  }).end(body);
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part as string;
  return { status: response.statusCode, headers: response.headers, text };
}

describe('clientela mcp --http', () => {
  it('serves the client of the official SDK, also several at a time', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Over HTTP' });
    const agents = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new Client({ name: 'test', version: '1.0.0' });
        await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
        return agentOf(client);
      }),
    );
    const change = { displayName: 'Written over HTTP' };
    const [{ digest }] = await Promise.all(agents.map((one) => one.ask('plan_update', { id: String(id), change })));
    // Any process with the key knows the digest, so also another client may apply it.
    const input = { id: String(id), change, digest, reason: 'Ticket 4711' };
    expect((await agents[1]!.ask('apply_update', input)).isApplied).toBe(true);
    const { customer } = await agents[2]!.ask('get_customer', { id: String(id) });
    expect(customer.displayName).toBe('Written over HTTP');
    await Promise.all(agents.map((one) => one.close()));
  });

  it('serves the client of the earlier SDK, which speaks the protocol of 2025, over both transports', async () => {
    const { command, args, cwd, env } = program([], settings);
    for (const transport of [
      new EarlierHttp(url, { requestInit: { headers } }),
      new EarlierStdio({ command, args, cwd, env, stderr: 'ignore' }),
    ]) {
      const client = new EarlierClient({ name: 'test', version: '1.0.0' });
      await client.connect(transport);
      expect((await client.listTools()).tools).toHaveLength(13);
      const { structuredContent } = await client.callTool({ name: 'get_access', arguments: {} });
      expect(structuredContent).toMatchObject({ tenant: { slug: tenant.slug } });
      await client.close();
    }
  });

  it('200: answers a caller of this machine with the token, also a page of this machine', async () => {
    expect((await post(headers)).status).toBe(200);
    expect((await post({ ...headers, Origin: 'http://localhost:8080' })).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['another token', { Authorization: `Bearer ${CLIENTELA_MCP_TOKEN}x` }],
    ['another scheme', { Authorization: `Basic ${CLIENTELA_MCP_TOKEN}` }],
  ])('401: with %s', async (_, given) => {
    const answer = await post(given);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer.text).not.toContain(CLIENTELA_MCP_TOKEN);
  });

  it.each([
    ['a page of another site', { Origin: 'https://evil.example' }],
    ['a page without an origin', { Origin: 'null' }],
    ['a name that leads to this machine', { Host: 'evil.example' }],
  ])('403: from %s, whatever its token', async (_, given) => {
    expect((await post({ ...headers, ...given })).status).toBe(403);
  });

  it('404: elsewhere, 405: without POST, 413: with a long body', async () => {
    expect((await post(headers, '/other')).status).toBe(404);
    expect((await fetch(url, { headers: { ...headers, Accept: 'text/event-stream' } })).status).toBe(405);
    expect((await post(headers, '/mcp', JSON.stringify({ long: 'x'.repeat(1_000_001) }))).status).toBe(413);
  });

  it('ends with 1 without a token, and with 0 after SIGTERM', async () => {
    await expect(httpAgents(settings)).rejects.toThrow(/CLIENTELA_MCP_TOKEN/);
    const other = await httpAgents({ ...settings, CLIENTELA_MCP_TOKEN });
    const ended = once(other.child, 'exit');
    other.child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
