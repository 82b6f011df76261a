import { AuthenticationError, createClientelaClient } from '@clientela/sdk/clientela';
import { everything } from './everything.js';

/** A page of the server's own origin: the browser has the session. */
async function withSession(baseUrl: string, email: string, password: string) {
  const clientela = createClientelaClient({ baseUrl });
  const before = await clientela.session.get().catch((error: unknown) => error instanceof AuthenticationError);
  await clientela.session.signIn({ email, password });
  const [customer] = await clientela.customers.list().toArray(1);
  const { etag } = await clientela.customers.get(customer!.id).withResponse();
  const { note } = await clientela.customers.update(customer!.id, { note: 'From a page' }, { ifMatch: etag! });
  // After it was loaded anew, a page has the session, and must ask for the token against forged requests.
  const loadedAnew = createClientelaClient({ baseUrl });
  const { user } = await loadedAnew.session.get();
  await loadedAnew.session.end();
  return { before, note, email: user!.email };
}

Object.assign(globalThis, { everything, withSession });
