import { CustomersService } from '../../src/customers/customers.service.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { aCustomer } from '../factories/customer.js';
import { type Agent, stdioAgent } from '../support/mcp.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const reason = 'Ticket 4711: the customer has moved';
let agent: Agent;
let settings: { CLIENTELA_URL: string; CLIENTELA_KEY: string };

beforeAll(async () => {
  settings = { CLIENTELA_URL: app.url, CLIENTELA_KEY: tenant.keys.clientela.secret };
  agent = await stdioAgent(settings);
});
afterAll(() => agent.close());

const versionOf = async (id: string) => (await agent.ask('get_customer', { id })).customer.version as number;

describe('clientela mcp', () => {
  it('lists thirteen tools, and says which of them write', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools).toHaveLength(13);
    const writers = tools.filter(({ annotations }) => !annotations?.readOnlyHint).map(({ name }) => name);
    expect(writers).toEqual(['apply_update', 'apply_restore', 'apply_revert']);
    const destructive = tools.filter(({ annotations }) => annotations?.destructiveHint).map(({ name }) => name);
    expect(destructive).toEqual(['apply_update', 'apply_revert']);
    for (const { annotations, inputSchema, outputSchema, description } of tools) {
      expect(annotations).toMatchObject({ idempotentHint: true, openWorldHint: false });
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object']);
      expect(description).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it('lists no tool that writes, and no plan, with --read-only', async () => {
    const reader = await stdioAgent(settings, ['--read-only']);
    const { tools } = await reader.client.listTools();
    expect(tools.map(({ name }) => name).filter((name) => /^(plan|apply)_/.test(name))).toEqual([]);
    expect(tools).toHaveLength(7);
    await expect(reader.client.callTool({ name: 'apply_update', arguments: {} })).rejects.toThrow(/apply_update/);
    expect(reader.client.getInstructions()).not.toContain('apply');
    await reader.close();
  });

  it('searches and reads customers, their faces, their history, the feed and the figures', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Reading Room' });
    await aCustomer(app, tenant, { displayName: 'Reading Glass' });
    const first = await agent.ask('search_customers', { q: 'reading', sort: 'name', limit: 1 });
    expect(first.customers).toMatchObject([{ displayName: 'Reading Glass' }]);
    const second = await agent.ask('search_customers', { q: 'reading', sort: 'name', limit: 1, after: first.next });
    expect([second.customers[0].id, second.next]).toEqual([String(id), null]);
    const { customer } = await agent.ask('get_customer', { id: String(id) });
    expect(customer.displayName).toBe('Reading Room');
    expect(Object.values(customer)).not.toContain(null);
    expect((await agent.ask('get_customer_faces', { id: String(id) })).faces).toHaveLength(5);
    const { changes } = await agent.ask('list_customer_changes', { id: String(id) });
    expect(changes.map(({ kind }: { kind: string }) => kind)).toEqual(['created']);
    expect((await agent.ask('follow_changes', { after: 'now' })).next).toEqual(expect.any(String));
    expect((await agent.ask('get_statistics', { days: 1 })).days).toHaveLength(1);
    const access = await agent.ask('get_access');
    expect(access.tenant.slug).toBe(tenant.slug);
    expect(access.permissions).toContain('customers:write');
  });

  it('shows a change before it is written, writes it with its reason, and takes it back', async () => {
    const id = String((await aCustomer(app, tenant, { displayName: 'Before' })).id);
    const change = { displayName: 'After', tags: ['vip'], note: null };
    const plan = await agent.ask('plan_update', { id, change });
    expect(plan.changes).toEqual([
      { field: 'displayName', before: 'Before', after: 'After' },
      { field: 'tags', before: [], after: ['vip'] },
    ]);
    expect(await versionOf(id)).toBe(plan.version);

    const done = await agent.ask('apply_update', { id, change, digest: plan.digest, reason });
    expect(done).toMatchObject({ isApplied: true, version: plan.version + 1 });
    expect(done.changes).toContainEqual({ field: 'displayName', before: 'Before', after: 'After' });
    const { changes } = await agent.ask('list_customer_changes', { id, limit: 1 });
    expect(changes[0]).toMatchObject({ reason, contract: 'clientela', requestId: done.requestId });

    const undo = { requestId: done.requestId as string };
    const back = await agent.ask('plan_revert', undo);
    expect(back).toMatchObject({ isApplied: false, customers: 1 });
    expect(await versionOf(id)).toBe(done.version);
    const reverted = await agent.ask('apply_revert', { ...undo, digest: back.digest, reason });
    expect(reverted).toMatchObject({ isApplied: true, conflicts: 0, kept: 0 });
    expect((await agent.ask('get_customer', { id })).customer.displayName).toBe('Before');
  });

  it('writes a plan once, however often it is applied', async () => {
    const id = String((await aCustomer(app, tenant, { displayName: 'Once' })).id);
    const change = { displayName: 'Twice' };
    const { digest } = await agent.ask('plan_update', { id, change });
    const first = await agent.ask('apply_update', { id, change, digest, reason });
    expect(await agent.ask('apply_update', { id, change, digest, reason })).toEqual(first);
    expect(await versionOf(id)).toBe(first.version);
  });

  it('writes nothing without the digest of a plan with the same arguments', async () => {
    const [id, other] = [await aCustomer(app, tenant), await aCustomer(app, tenant)].map((one) => String(one.id));
    const change = { displayName: 'Planned' };
    const { digest, version } = await agent.ask('plan_update', { id, change });
    const flipped = digest.slice(0, -2) + (digest.endsWith('AA') ? 'BB' : 'AA');
    const stamped = digest.replace(/^[^.]+/, '999');
    for (const wrong of [
      { id, change: { displayName: 'Not planned' }, digest },
      { id: other!, change, digest },
      { id, change, digest: flipped },
      { id, change, digest: stamped },
      { id, change, digest: 'digest' },
    ])
      expect(await agent.refusal('apply_update', { ...wrong, reason })).toMatch(/nothing was written/);
    expect(await agent.refusal('apply_update', { id, change, digest })).toMatch(/reason/);
    expect(await agent.refusal('apply_update', { id, change, digest, reason: 'a\nb c' })).toMatch(/one line/);
    expect(await versionOf(id!)).toBe(version);
  });

  it('writes nothing if the customer has changed since the plan', async () => {
    const id = String((await aCustomer(app, tenant)).id);
    const change = { displayName: 'Planned' };
    const { digest } = await agent.ask('plan_update', { id, change });
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'Meanwhile' });
    expect(await agent.refusal('apply_update', { id, change, digest, reason })).toMatch(/changed since.*\n.*412/);
    expect((await agent.ask('get_customer', { id })).customer.displayName).toBe('Meanwhile');
  });

  it('has no digest for a plan that changes nothing', async () => {
    const id = String((await aCustomer(app, tenant, { displayName: 'Same' })).id);
    const plan = await agent.ask('plan_update', { id, change: { displayName: 'Same' } });
    expect([plan.changes, plan.digest]).toEqual([[], null]);
  });

  it('has no digest for a preview that is too long to be shown whole', async () => {
    const tags = (word: string) => Array.from({ length: 100 }, (_, at) => `${word} ${at} `.padEnd(200, '.'));
    const id = String((await aCustomer(app, tenant, { tags: tags('before') })).id);
    expect(await agent.refusal('plan_update', { id, change: { tags: tags('after') } })).toMatch(/too long/);
  });

  it('restores a deleted customer as planned', async () => {
    const { id: number } = await aCustomer(app, tenant, { displayName: 'Deleted' });
    const id = String(number);
    expect(await agent.refusal('plan_restore', { id })).toMatch(/not deleted/);
    await app.nest.get(CustomersService).delete(tenant.id, number);
    const plan = await agent.ask('plan_restore', { id });
    expect(plan.customer.displayName).toBe('Deleted');
    expect(await agent.refusal('get_customer', { id })).toMatch(/404/);
    const released = { id, releaseExternalKey: true, digest: plan.digest, reason };
    expect(await agent.refusal('apply_restore', released)).toMatch(/nothing was written/);
    const done = await agent.ask('apply_restore', { id, digest: plan.digest, reason });
    expect(done).toEqual({ id, isApplied: true, version: plan.version + 1, displayName: 'Deleted' });
    expect(await agent.ask('apply_restore', { id, digest: plan.digest, reason })).toEqual(done);
    const { changes } = await agent.ask('list_customer_changes', { id, limit: 1 });
    expect(changes[0]).toMatchObject({ kind: 'restored', reason });
  });

  it('does not restore a customer that was restored and deleted again since the plan', async () => {
    const { id: number } = await aCustomer(app, tenant);
    const id = String(number);
    const customers = app.nest.get(CustomersService);
    await customers.delete(tenant.id, number);
    const stale = await agent.ask('plan_restore', { id });
    await app.as(tenant).clientela.post(`/customers/${id}/restore`, {});
    await customers.delete(tenant.id, number);
    expect(await agent.refusal('apply_restore', { id, digest: stale.digest, reason })).toMatch(/412/);
  });

  it('does a revert only as its dry run has shown it', async () => {
    const id = String((await aCustomer(app, tenant, { displayName: 'Before' })).id);
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'After', website: 'https://after.example' });
    const { changes } = await agent.ask('list_customer_changes', { id, limit: 1 });
    const { requestId } = changes[0];
    const { digest } = await agent.ask('plan_revert', { requestId });
    await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Later' });
    expect(await agent.refusal('apply_revert', { requestId, digest, reason })).toMatch(/409/);
    expect(await agent.refusal('apply_revert', { requestId, limit: 2, digest, reason })).toMatch(/nothing was written/);
    expect(await agent.refusal('plan_revert', {})).toMatch(/requestId or actor/);
    const { conflicts, data } = await agent.ask('plan_revert', { requestId });
    expect([conflicts, data[0].id]).toEqual([1, id]);
  });

  it("refuses in Clientela's words, with the field", async () => {
    const id = String((await aCustomer(app, tenant)).id);
    expect(await agent.refusal('plan_update', { id, change: { nickname: 'x' } })).toMatch(/nickname/);
    expect(await agent.refusal('plan_update', { id, change: {} })).toMatch(/must have a field/);
    expect(await agent.refusal('get_customer', { id: '999999999' })).toMatch(/status 404, request /);
    const change = { email: 'not an address' };
    const { digest } = await agent.ask('plan_update', { id, change });
    expect(await agent.refusal('apply_update', { id, change, digest, reason })).toMatch(/email: /);
  });

  it('refuses an argument that a tool does not know', async () => {
    expect(await agent.refusal('search_customers', { query: 'acme' })).toMatch(/query/);
    expect(await agent.refusal('plan_revert', { actor: 'key:1', since: '2026-01-01T00:00:00Z' })).toMatch(/since/);
    const { tools } = await agent.client.listTools();
    for (const { inputSchema } of tools) expect(inputSchema).toHaveProperty('additionalProperties', false);
  });

  it('may what its key may', async () => {
    const keys = app.nest.get(KeysService);
    const { secret } = await keys.create(tenant.id, 'clientela', { permissions: ['customers:read'] });
    const reader = await stdioAgent({ ...settings, CLIENTELA_KEY: secret });
    const id = String((await aCustomer(app, tenant)).id);
    const change = { displayName: 'Forbidden' };
    const { digest } = await reader.ask('plan_update', { id, change });
    expect(await reader.refusal('apply_update', { id, change, digest, reason })).toMatch(
      /permission.*get_access.*\n.*403/,
    );
    expect(await agent.refusal('apply_update', { id, change, digest, reason })).toMatch(/nothing was written/);
    await reader.close();
  });

  it('answers briefly about a customer with long texts, and says what is missing', async () => {
    const note = 'long '.repeat(10_000);
    const id = String((await aCustomer(app, tenant, { note })).id);
    const { content } = await agent.client.callTool({ name: 'get_customer', arguments: { id } });
    const { text } = content[0] as { text: string };
    expect(text.length).toBeLessThan(25_000);
    expect(text).toMatch(/\(48000 more characters\)/);
  });

  it('says that Clientela cannot be reached, or has refused the key, and shows no secret', async () => {
    const lost = await stdioAgent({ ...settings, CLIENTELA_URL: 'http://127.0.0.1:9' });
    expect(await lost.refusal('get_access')).toMatch(/cannot be reached/);
    await lost.close();
    const secret = `${settings.CLIENTELA_KEY.slice(0, -4)}xxxx`;
    const stranger = await stdioAgent({ ...settings, CLIENTELA_KEY: secret });
    const refusal = await stranger.refusal('get_access');
    expect(refusal).toMatch(/401/);
    expect(refusal + stranger.stderr()).not.toContain(secret);
    await stranger.close();
  });
});
