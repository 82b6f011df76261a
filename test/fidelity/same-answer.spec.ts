import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTRACTS } from '../../fidelity/src/contracts.js';
import { credentialsOf, nameOf, run } from '../../fidelity/src/kit/run.js';
import { Target } from '../../fidelity/src/kit/target.js';

const SIGN_INS = /^\/(api\/login|apidev\/v1\/login|api\/auth\/signin|api\/acme\/v4\.0\.0\/(helo|auth))(\?|$)/;
/** What every sign-in is answered: otherwise most cases would fail before their own requests. */
const SIGNED_IN = { token: 'a', access_token: 'a', 'xa-token': 'a', data: { authorization: 'a' } };
/** The operations that it answers. */
const ANSWERED = ['signIn', 'openSession'];

const CREDENTIALS = {
  contacts: { usuario_login: 'ada', usuario_password: 'x' },
  billing: { publicKey: 'x', privateKey: 'x' },
  clients: { tenant: 'acme.example', email: 'a@example.com', password: 'x', apiKey: 'x', readingApiKey: 'x' },
  erp: { account: 'acme', apiToken: 'x', username: 'x', password: 'x' },
  accounting: { apiKey: 'x', email: 'a@example.com', password: 'x', organizationId: '1' },
};

/** A server that has one answer to everything but sign-ins. */
async function knowing(status: number): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    const signsIn = SIGN_INS.test(request.url!);
    const signedIn = request.url!.endsWith('/signin') ? 201 : 200;
    response.writeHead(signsIn ? signedIn : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(signsIn ? SIGNED_IN : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

// A case that such a server passes would show nothing.
it.each([200, 201, 202, 400, 401, 403, 404, 409])(
  'no case holds for a server that always answers %i',
  async (status) => {
    const { url, close } = await knowing(status);
    const target = new Target(url);
    const held: string[] = [];
    for (const contract of CONTRACTS) {
      const credentials = credentialsOf(contract.name, CREDENTIALS);
      const only = ({ operation }: { operation: string }) => !ANSWERED.includes(operation);
      const results = await run(contract, { target, ratesTarget: target, credentials, only });
      held.push(...results.filter(({ failure }) => failure === undefined).map(({ case: one }) => nameOf(one)));
    }
    close();
    expect(held).toEqual([]);
  },
);
