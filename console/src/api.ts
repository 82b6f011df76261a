import { ApiError, type components, createClientelaClient } from '@clientela/sdk/clientela';

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
export type NewKey = Schemas['KeyWithSecretOutput'];
export type CreateKey = Schemas['CreateKeyInput'];
export type Webhook = Schemas['WebhookOutput'];
export type WebhookWithSecret = Schemas['WebhookWithSecretOutput'];
export type CreateWebhook = Schemas['CreateWebhookInput'];
export type Delivery = Schemas['DeliveryOutput'];
export type Day = Schemas['DayOutput'];
export type Pair = Schemas['PairOutput'];
export type Decision = NonNullable<Pair['decision']>;
type Problem = Schemas['Refusal'];

export { ApiError, ConnectionError } from '@clientela/sdk/clientela';

export interface Page<Row> {
  data: Row[];
  next: string | null;
}

/** What the server says of a refusal. Answers of proxies have none. */
export const problemOf = ({ body }: ApiError): Problem | undefined =>
  typeof body === 'object' && body !== null && 'detail' in body ? (body as Problem) : undefined;

/** The path of PUBLIC_URL, which the server writes into the page. */
const path = document.getElementById('console')!.dataset.path ?? '';

/**
 * The session is in a cookie that no script can read, so nothing here can give it away. Only the token against forged
 * requests is known to the page. It is kept in memory: after a reload the page asks for it again.
 */
const clientela = createClientelaClient({ baseUrl: location.origin + path });
let csrfToken = '';
let onSignedOut = () => {};

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

const isRefused = (error: unknown, status: number) => error instanceof ApiError && error.status === status;

async function ask<Data>(send: () => Promise<Data>): Promise<Data> {
  try {
    return await send().catch(async (error: unknown) => {
      // Another tab may have signed in again, and then this page has the token of the session before.
      if (isRefused(error, 403) && (await hasNewToken())) return send();
      throw error;
    });
  } catch (error) {
    if (isRefused(error, 401)) onSignedOut();
    throw error;
  }
}

async function hasNewToken(): Promise<boolean> {
  const before = csrfToken;
  try {
    remember(await clientela.session.get());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return csrfToken !== before;
}

function remember(session: Session): Session {
  csrfToken = session.csrfToken ?? '';
  return session;
}

// Session

/** The session that the browser has, if any. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    return remember(await clientela.session.get());
  } catch (error) {
    if (isRefused(error, 401)) return undefined;
    throw error;
  }
}

export const signIn = async (email: string, password: string, tenant: string): Promise<Session> =>
  remember(await clientela.session.signIn({ email, password, ...(tenant && { tenant }) }));

export const signOut = () => ask(() => clientela.session.end());

// Customers

export interface CustomerSearch {
  q?: string;
  isInactive?: 'true' | 'false';
  sort?: 'id' | 'name' | '-updatedAt' | '-createdAt';
}

export const customers = (search: CustomerSearch, after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.customers.list({ ...search, after }, { signal }));

export const customer = (id: string, asOf: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.customers.get(id, { asOf: asOf || undefined, signal }));

export const faces = (id: string, signal: AbortSignal) => ask(() => clientela.customers.listFaces(id, { signal }));

export interface ChangeFilter {
  record?: Schemas['ChangedRecordOutput']['record'];
  contract?: string;
  actor?: string;
  limit?: number;
}

export const changes = (id: string, filter: ChangeFilter, after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.customers.listChanges(id, { ...filter, after }, { signal }));

export const restore = (id: string, releaseExternalKey: boolean) =>
  ask(() => clientela.customers.restore(id, { releaseExternalKey }));

export const revert = (body: RevertInput, reason: string) =>
  ask(() => clientela.changes.revert(body, { changeReason: reason || undefined }));

export const statistics = (days: number, signal: AbortSignal) =>
  ask(() => clientela.statistics.get({ days }, { signal }));

// Duplicates

export const pairs = (decision: Decision | undefined, after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.pairs.list({ decision, after, limit: 10 }, { signal }));

export const searchPairs = () => ask(() => clientela.pairs.search());

/** All in one request, because writes are counted. */
export const decidePairs = (decisions: Schemas['DecisionInput'][]) => ask(() => clientela.pairs.decide(decisions));

// Keys

export const keys = (contract: CreateKey['contract'] | undefined, after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.keys.list({ contract, after }, { signal }));

export const createKey = (body: CreateKey) => ask(() => clientela.keys.create(body));

export const rotateKey = (id: string) => ask(() => clientela.keys.rotate(id, {}));

export const revokeKey = (id: string) => ask(() => clientela.keys.revoke(id));

// Webhooks

export const webhooks = (after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.webhooks.list({ after }, { signal }));

export const webhook = (id: string, signal: AbortSignal) => ask(() => clientela.webhooks.get(id, { signal }));

export const deliveries = (id: string, after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.webhooks.listDeliveries(id, { after }, { signal }));

export const createWebhook = (body: CreateWebhook) => ask(() => clientela.webhooks.create(body));

export const pauseWebhook = (id: string) => ask(() => clientela.webhooks.update(id, { state: 'paused' }));

export const resumeWebhook = (id: string) => ask(() => clientela.webhooks.resume(id));

export const testWebhook = (id: string) => ask(() => clientela.webhooks.test(id));

export const rotateWebhook = (id: string) => ask(() => clientela.webhooks.rotateSecret(id, {}));

export const replayWebhook = (id: string, since: string) => ask(() => clientela.webhooks.replay(id, { since }));

export const deleteWebhook = (id: string) => ask(() => clientela.webhooks.delete(id));
