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
export type Import = Schemas['ImportOutput'];
export type ImportRow = Schemas['ImportRowOutput'];
export type CreateImport = Schemas['CreateImportInput'];
export type Totals = Schemas['TotalsOutput'];
export type Outcome = keyof Totals;
type Problem = Schemas['Refusal'];

export { ApiError, ConnectionError } from '@clientela/sdk/clientela';

export interface Page<Row> {
  data: Row[];
  next: string | null;
}

/** What the server says of a refusal. Answers of proxies have none. */
export const problemOf = ({ body }: ApiError): Problem | undefined =>
  typeof body === 'object' && body !== null && 'detail' in body ? (body as Problem) : undefined;

/** What the server writes into the page: the path of PUBLIC_URL, and the name of an identity provider. */
const { path = '', provider, providerSignsOut } = document.getElementById('console')!.dataset;

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

export { provider };

/** The address that sends the browser to the identity provider, and then back to this place of the page. */
export function addressOfProvider(tenant: string): string {
  const place = /^#\/.{0,900}$/.test(location.hash) ? location.hash : '';
  const query = new URLSearchParams({ returnTo: `/console${place}`, ...(tenant && { tenant }) });
  return `${path}/clientela/v1/session/oidc/start?${query.toString()}`;
}

/** Why the browser has come back from the identity provider without a session. It is told once. */
export function takeFailureOfProvider(): string | undefined {
  const failure = new URLSearchParams(location.search).get('signIn') ?? undefined;
  if (failure !== undefined) history.replaceState(null, '', location.pathname + location.hash);
  return failure;
}

/** Ends the session. Resolves to whether the browser now leaves the page, to sign out at the identity provider, too. */
export async function signOut(): Promise<{ isLeaving: boolean }> {
  await ask(() => clientela.session.end());
  if (providerSignsOut === undefined) return { isLeaving: false };
  // If the session did not begin at the provider, the browser comes back at once.
  location.assign(`${path}/clientela/v1/session/oidc/end`);
  return { isLeaving: true };
}

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

// Imports

export const imports = (after: string | undefined, signal: AbortSignal) =>
  ask(() => clientela.imports.list({ after }, { signal }));

export const oneImport = (id: string, signal: AbortSignal) => ask(() => clientela.imports.get(id, { signal }));

export const importRows = (
  id: string,
  outcome: Outcome | 'listed' | undefined,
  after: string | undefined,
  signal: AbortSignal,
) => ask(() => clientela.imports.listRows(id, { outcome, after }, { signal }));

export const FILE_TYPES = {
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  json: 'application/json',
  csv: 'text/csv',
} as const;

/** Sends a file as a new import, and has it planned. */
export async function importFile(body: CreateImport, file: File): Promise<Import> {
  const ending = file.name.split('.').at(-1)!.toLowerCase();
  const contentType = FILE_TYPES[ending as keyof typeof FILE_TYPES] ?? FILE_TYPES.ndjson;
  const { id } = await ask(() => clientela.imports.create(body));
  await ask(() => clientela.imports.stageRows(id, file, {}, { contentType }));
  return planImport(id);
}

export const planImport = (id: string) => ask(() => clientela.imports.plan(id));

/** Runs the plan that the page shows, and no other. */
export const runImport = (id: string, digest: string | null) => ask(() => clientela.imports.run(id, { digest }));

export const resumeImport = (id: string) => ask(() => clientela.imports.resume(id));

export const undoImport = (id: string) => ask(() => clientela.imports.undo(id));

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
