import { setTimeout as pause } from 'node:timers/promises';
import { environmentOf } from '../../postman/environment.js';
import type { BuiltServer } from '../support/built-server.js';

/** By variable: the records that calls of clientela need and that no call makes in time. */
export async function prepare(url: string, demo: BuiltServer['demo']): Promise<Record<string, string>> {
  const variables = Object.fromEntries(environmentOf(demo).values.map(({ key, value }) => [key, value]));

  async function send<Answer>(key: string, method: string, path: string, body?: object | string): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${variables[key]}`,
      ...(body && { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
    };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url + path, { method, headers, ...(body && { body: text }) });
    const answered = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${answered}`);
    return (answered === '' ? undefined : JSON.parse(answered)) as Answer;
  }

  async function customer(displayName: string): Promise<string> {
    const input = { displayName, customerType: 'business', currencyCode: 'USD' };
    return String((await send<{ id: number }>('apiKey', 'POST', '/api/customers', input)).id);
  }

  const post = <Answer>(path: string, body?: object | string) =>
    send<Answer>('clientelaKey', 'POST', `/clientela/v1${path}`, body);

  async function rested(id: string): Promise<Progress> {
    for (;;) {
      const found = await send<Progress>('clientelaKey', 'GET', `/clientela/v1/imports/${id}`);
      if (found.wanted === null) return found;
      await pause(100);
    }
  }

  async function planned(source: string, rows: object[]): Promise<{ id: string; digest: string }> {
    const { id } = await post<Made>('/imports', { contract: 'contacts', source });
    await post(`/imports/${id}/rows`, rows.map((row) => JSON.stringify(row)).join('\n'));
    await post(`/imports/${id}/plan`);
    return { id, digest: (await rested(id)).digest! };
  }

  const deletedId = await customer('Deleted');
  await send('apiKey', 'DELETE', `/api/customers/${deletedId}`);
  const merged = { intoId: await customer('Three'), goneId: await customer('Four') };
  const { digest } = await post<{ digest: string }>('/merges', merged);
  const merge = await post<Made>('/merges', { ...merged, digest });
  const plan = await planned('planned', [
    { customer_id: 1, name: 'Ada' },
    // Two, because one line is JSON as well.
    { customer_id: 2, name: '' },
    { customer_id: 3, name: '' },
  ]);
  const done = await planned('done', [{ customer_id: 1, name: 'Grace' }]);
  await post(`/imports/${done.id}/run`);
  await rested(done.id);
  const pull = await post<Made>('/imports', {
    contract: 'billing',
    source: 'away',
    from: { url: 'https://billing.example/api/v3' },
    credentials: { authorization: 'Basic b2xk' },
  });
  return {
    deletedId,
    intoId: await customer('One'),
    goneId: await customer('Two'),
    mergeId: merge.id,
    plannedId: plan.id,
    planDigest: plan.digest,
    doneId: done.id,
    pullId: pull.id,
  };
}

interface Made {
  id: string;
}

interface Progress {
  wanted: string | null;
  digest: string | null;
}
