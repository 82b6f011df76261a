import { CONTRACTS } from '../../fidelity/src/contracts.js';
import { type Credentials, credentialsOf, nameOf, run } from '../../fidelity/src/kit/run.js';
import { Target } from '../../fidelity/src/kit/target.js';
import { useAppAndTenant } from '../support/use-app.js';
import { type Change, changingProxy } from './changing-proxy.js';
import { credentialsFile } from './credentials.js';

const { app, tenant } = useAppAndTenant();

let credentials: Credentials;

beforeAll(async () => {
  credentials = await credentialsFile(app, tenant);
});

let last = Date.now() + 60_000;

/** A rule, a proxy that takes it out of the contract, and a case that must fail then. */
const RULES: [rule: string, taken: Change, failing: string][] = [
  [
    'contacts challenges a caller without a token',
    { answer: ({ headers }) => delete headers['www-authenticate'] },
    'contacts listCustomers: a missing token is challenged',
  ],
  [
    'contacts refuses an email that the customer has',
    {
      answer: (answer, { method, url }) => {
        if (answer.status === 409 && method === 'POST' && url.endsWith('/emails')) answer.status = 201;
      },
    },
    'contacts addEmail: an address that the customer has is refused',
  ],
  [
    'contacts answers an update with what was sent, and when',
    { answer: ({ body }) => delete body?.updated_at },
    'contacts updateEmail: the example answers the IDs, what was sent, and when',
  ],
  [
    'contacts refuses to activate without a state',
    {
      request: ({ url, body }) => {
        if (url.endsWith('/toggle-active')) body.is_active ??= true;
      },
    },
    'contacts toggleCompanyNameActive: without a state it is refused',
  ],
  [
    'billing says where a new customer is',
    { answer: ({ headers }) => delete headers.location },
    'billing createCustomer: Location leads to the customer',
  ],
  [
    'billing has the code 202 in the body of an update',
    {
      answer: ({ status, body }) => {
        if (status === 202) body.code = 201;
      },
    },
    'billing updateCustomer: the code in the body is 202',
  ],
  [
    'billing filters by where',
    { request: (request) => (request.url = request.url.replace(/([?&])where=[^&]*/, '$1')) },
    'billing listCustomers: EQUALS finds the whole text',
  ],
  [
    'clients clears by null',
    {
      request: ({ method, body }) => {
        if (method === 'PUT') for (const key of Object.keys(body)) if (body[key] === null) body[key] = 'kept';
      },
    },
    'clients updateClient: notes is changed and cleared by null',
  ],
  [
    'clients limits names to 200 characters',
    {
      request: ({ method, body }) => {
        if (method === 'POST' && body?.name) body.name = body.name.slice(0, 200);
      },
    },
    'clients createClient: name has at most 200 characters',
  ],
  [
    'clients has IDs that are texts',
    {
      answer: ({ body }) => {
        if (body?.data?.id) body.data.id = Number(body.data.id);
      },
    },
    'clients createClient: the example answers 201 with the ID as a text of digits',
  ],
  [
    'erp takes a nonce once',
    { request: (request) => (request.url = request.url.replace(/nonce=\d+/, () => `nonce=${++last}`)) },
    'erp createCustomer: a nonce works once',
  ],
  [
    'erp refuses a bad session with 403',
    {
      answer: (answer) => {
        if (answer.status === 403) answer.status = 401;
      },
    },
    'erp listCustomers: a session that is none is refused',
  ],
  [
    'accounting requires a display name',
    {
      request: ({ method, body }) => {
        if (method === 'PUT') body.displayName ??= 'Ada Ltd.';
      },
    },
    'accounting updateCustomer: displayName is required',
  ],
  [
    'accounting has a closing balance',
    { answer: ({ body }) => delete body?.closingBalance },
    'accounting updateCustomer: it has every key of the schema',
  ],
];

describe.each(RULES)('without the rule “%s”', (_rule, taken, failing) => {
  const contract = CONTRACTS.find(({ cases }) => cases.some((one) => nameOf(one) === failing));
  const running = (url: string) => ({
    target: new Target(url),
    credentials: credentialsOf(contract!.name, credentials),
    only: (one: Parameters<typeof nameOf>[0]) => nameOf(one) === failing,
  });

  it(`a case fails: ${failing}`, async () => {
    const whole = await run(contract!, running(app.url));
    expect(whole.map(({ failure }) => failure)).toEqual([undefined]);
    const proxy = await changingProxy(app.url, taken);
    const lacking = await run(contract!, running(proxy.url));
    await proxy.close();
    expect(lacking.map(({ failure }) => failure)).toEqual([expect.any(String)]);
  });
});
