import { type components, createClientelaClient } from '@clientela/sdk/clientela';

// All requests of this page. It uses the SDK and the contract clientela, like any other client.

type Schemas = components['schemas'];
export type Session = Schemas['SessionOutput'];
export type Permission = Session['permissions'][number];
export type Customer = Schemas['CustomerOutput'];
export type Card = Schemas['CustomerCardOutput'];
export type Face = Schemas['FaceOutput'];
export type Change = Schemas['ChangeOutput'];
export type RevertInput = Schemas['RevertInput'];
export type Revert = Schemas['RevertOutput'];
export type RevertedField = Schemas['RevertedFieldOutput'];
export type Key = Schemas['KeyOutput'];
export type NewKey = Schemas['NewKeyOutput'];
export type CreateKey = Schemas['CreateKeyInput'];
export type Webhook = Schemas['WebhookOutput'];
export type WebhookWithSecret = Schemas['WebhookWithSecretOutput'];
export type CreateWebhook = Schemas['CreateWebhookInput'];
export type Delivery = Schemas['DeliveryOutput'];
export type Day = Schemas['DayOutput'];
type Problem = Schemas['Refusal'];

export interface Page<Row> {
  data: Row[];
  next: string | null;
}

/** A request that was refused, or that had no answer (status 0). */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly problem?: Problem,
    readonly requestId?: string,
    /** In seconds. */
    readonly retryAfter?: number,
  ) {
    super(problem?.detail ?? `status ${status}`);
  }
}

/** The path of PUBLIC_URL, which the server writes into the page. */
const path = document.getElementById('console')!.dataset.path ?? '';
const baseUrl = location.origin + path;

/**
 * The session is in a cookie that no script can read, so nothing here can give it away. Only the token against forged
 * requests is known to the page. It is kept in memory: after a reload the page asks for it again.
 */
let csrfToken = '';
let onSignedOut = () => {};

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

const client = () => createClientelaClient({ baseUrl, csrfToken });
type Client = ReturnType<typeof client>;

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

function failureOf({ error, response }: Answer<unknown>): Failure {
  const problem = typeof error === 'object' && error !== null && 'detail' in error ? (error as Problem) : undefined;
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  return new Failure(
    response.status,
    problem,
    problem?.requestId ?? response.headers.get('X-Request-Id') ?? undefined,
    Number.isFinite(wait) ? wait : undefined,
  );
}

async function sent<Data>(send: (to: Client) => Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await send(client());
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Failure(0);
  }
}

async function asked<Data>(send: (to: Client) => Promise<Answer<Data>>): Promise<{ data: Data; response: Response }> {
  let answer = await sent(send);
  // Another tab may have signed in again, and then this page has the token of the session before.
  if (answer.response.status === 403 && (await hasNewToken())) answer = await sent(send);
  if (answer.response.ok) return { data: answer.data as Data, response: answer.response };
  if (answer.response.status === 401) onSignedOut();
  throw failureOf(answer);
}

const ask = async <Data>(send: (to: Client) => Promise<Answer<Data>>): Promise<Data> => (await asked(send)).data;

async function hasNewToken(): Promise<boolean> {
  const before = csrfToken;
  const { data } = await sent((to) => to.GET('/clientela/v1/session'));
  if (!data?.csrfToken || data.csrfToken === before) return false;
  csrfToken = data.csrfToken;
  return true;
}

// Session

/** The session that the browser has, if any. */
export async function currentSession(): Promise<Session | undefined> {
  const answer = await sent((to) => to.GET('/clientela/v1/session'));
  if (answer.response.status === 401) return undefined;
  if (!answer.data) throw failureOf(answer);
  csrfToken = answer.data.csrfToken ?? '';
  return answer.data;
}

export async function signIn(email: string, password: string, tenant: string): Promise<Session> {
  const answer = await sent((to) =>
    to.POST('/clientela/v1/session', { body: { email, password, ...(tenant && { tenant }) } }),
  );
  if (!answer.data) throw failureOf(answer);
  csrfToken = answer.data.csrfToken ?? '';
  return answer.data;
}

export const signOut = () => ask((to) => to.DELETE('/clientela/v1/session'));

// Customers

export interface CustomerSearch {
  q?: string;
  isInactive?: 'true' | 'false';
  sort?: 'id' | 'name' | '-updatedAt' | '-createdAt';
}

export const customers = (search: CustomerSearch, after: string | undefined, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/customers', { params: { query: { ...search, after } }, signal }));

export const customer = (id: string, asOf: string | undefined, signal: AbortSignal) =>
  ask<Card>((to) =>
    to.GET('/clientela/v1/customers/{id}', {
      params: { path: { id }, header: asOf ? { 'Clientela-As-Of': asOf } : {} },
      signal,
    }),
  );

export const faces = (id: string, signal: AbortSignal) =>
  ask<Page<Face>>((to) => to.GET('/clientela/v1/customers/{id}/faces', { params: { path: { id } }, signal }));

export interface ChangeFilter {
  record?: Schemas['ChangedRecordOutput']['record'];
  contract?: string;
  actor?: string;
  limit?: number;
}

export const changes = (id: string, filter: ChangeFilter, after: string | undefined, signal: AbortSignal) =>
  ask((to) =>
    to.GET('/clientela/v1/customers/{id}/changes', { params: { path: { id }, query: { ...filter, after } }, signal }),
  );

export const restore = (id: string, releaseExternalKey: boolean) =>
  ask((to) =>
    to.POST('/clientela/v1/customers/{id}/restore', { params: { path: { id } }, body: { releaseExternalKey } }),
  );

export const revert = (body: RevertInput, reason: string) =>
  ask((to) =>
    // A header is bytes: the server reads them as UTF-8.
    to.POST('/clientela/v1/reverts', { body, params: { header: reason ? { 'Change-Reason': inUtf8(reason) } : {} } }),
  );

const inUtf8 = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

export const statistics = (days: number, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/statistics', { params: { query: { days } }, signal }));

// Duplicates. The page is there once the document of the contract has these paths, and the SDK its types.

export type Decision = 'same' | 'different';

export interface Pair {
  oneId: string;
  otherId: string;
  score: number;
  evidence: { reason: string; weight: number; ofOne: string; ofOther: string }[];
  decision: Decision | null;
  decidedAt: string | null;
  decidedBy: string | null;
}

interface PairPaths {
  GET: (path: '/clientela/v1/pairs', options: object) => Promise<Answer<Page<Pair>>>;
  POST: {
    (path: '/clientela/v1/pairs', options: object): Promise<Answer<unknown>>;
    (path: '/clientela/v1/pairs/search', options?: object): Promise<Answer<{ found: number; left: number }>>;
  };
}

const pairPaths = (to: Client) => to as unknown as PairPaths;

export const pairs = (decision: Decision | undefined, after: string | undefined, signal: AbortSignal) =>
  ask((to) => pairPaths(to).GET('/clientela/v1/pairs', { params: { query: { decision, after, limit: 10 } }, signal }));

export const searchPairs = () => ask((to) => pairPaths(to).POST('/clientela/v1/pairs/search'));

/** All in one request, because writes are counted. */
export const decidePairs = (body: { oneId: string; otherId: string; decision: Decision | 'none' }[]) =>
  ask((to) => pairPaths(to).POST('/clientela/v1/pairs', { body }));

// Keys

export const keys = (contract: CreateKey['contract'] | undefined, after: string | undefined, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/keys', { params: { query: { contract, after } }, signal }));

export const createKey = (body: CreateKey) => ask<NewKey>((to) => to.POST('/clientela/v1/keys', { body }));

export const rotateKey = (id: string) =>
  ask<NewKey>((to) => to.POST('/clientela/v1/keys/{id}/rotate', { params: { path: { id } }, body: {} }));

export const revokeKey = (id: string) =>
  ask((to) => to.POST('/clientela/v1/keys/{id}/revoke', { params: { path: { id } } }));

// Webhooks

export const webhooks = (after: string | undefined, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/webhooks', { params: { query: { after } }, signal }));

export const webhook = (id: string, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/webhooks/{id}', { params: { path: { id } }, signal }));

export const deliveries = (id: string, after: string | undefined, signal: AbortSignal) =>
  ask((to) => to.GET('/clientela/v1/webhooks/{id}/deliveries', { params: { path: { id }, query: { after } }, signal }));

export const createWebhook = (body: CreateWebhook) => ask((to) => to.POST('/clientela/v1/webhooks', { body }));

export const pauseWebhook = (id: string) =>
  ask((to) => to.PATCH('/clientela/v1/webhooks/{id}', { params: { path: { id } }, body: { state: 'paused' } }));

export const resumeWebhook = (id: string) =>
  ask((to) => to.POST('/clientela/v1/webhooks/{id}/resume', { params: { path: { id } } }));

export const testWebhook = (id: string) =>
  ask((to) => to.POST('/clientela/v1/webhooks/{id}/test', { params: { path: { id } } }));

export const rotateWebhook = (id: string) =>
  ask((to) => to.POST('/clientela/v1/webhooks/{id}/rotate', { params: { path: { id } }, body: {} }));

export const replayWebhook = (id: string, since: string) =>
  ask((to) => to.POST('/clientela/v1/webhooks/{id}/replay', { params: { path: { id } }, body: { since } }));

export const deleteWebhook = (id: string) =>
  ask((to) => to.DELETE('/clientela/v1/webhooks/{id}', { params: { path: { id } } }));
