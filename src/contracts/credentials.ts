import type { FastifyRequest } from 'fastify';
import { credentialMissing, type Problem } from '../problem.js';

/** The checks that a contract may ask for. Auth has one checker for each (`auth/checks/`). */
export type Check =
  'session' | 'sessionCookie' | 'apiKey' | 'keyPair' | 'signature' | 'tenantOfDomain' | 'tenantOfId' | 'tenantOfSlug';

/** One thing that a request must carry: where it is, and how it is checked. The OpenAPI document shows it. */
export interface Credential {
  /** Name of the OpenAPI security scheme. None if it is part of the path. */
  readonly name?: string;
  readonly scheme?: object;
  /** The path parameter, if it is part of the path. */
  readonly parameter?: { name: string; description: string; schema: Readonly<Record<string, unknown>> };
  /** The unchecked value in the request. */
  find(request: FastifyRequest): string | undefined;
  missing(): Problem;
  /** It grants something, or narrows what others grant. None if the sign-in itself checks the value. */
  readonly check?: Check;
  /** For the checker: the contract of the token or key. */
  readonly contract?: string;
  readonly optional?: boolean;
  /** Writes need it although it is optional. The check of another credential says so. */
  readonly ofWrites?: boolean;
  /** For the document: where the value comes from, if no command of the command line makes it. */
  readonly origin?: string;
}

/** All of these together: one OpenAPI requirement with several keys. */
export interface AllOf {
  readonly all: readonly Credential[];
}

/** One of these sets: several OpenAPI requirements. The first set whose first credential was sent is used. */
export interface AnyOf {
  readonly any: readonly AllOf[];
}

/** The key of the metadata that has the credentials of a controller or a route. */
export const CREDENTIALS = 'clientela:credentials';

export const allOf = (...all: Credential[]): AnyOf => ({ any: [{ all }] });
export const anyOf = (...sets: AnyOf[]): AnyOf => ({ any: sets.flatMap((set) => set.any) });
export const optional = (credential: Credential): Credential => ({ ...credential, optional: true });

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name.toLowerCase()];
  return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
};

/** The token of `Authorization: Bearer <token>`; RFC 6750, the scheme's name in any case. */
export const bearerToken = (request: FastifyRequest) =>
  /^bearer +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1];

/** `Authorization: Bearer <JWT>`. The token is the field `key` in the response of the contract's sign-in, `signIn`. */
export const bearer = (contract: string, key: string, signIn: string): Credential => ({
  // One name per contract, so that a page with all documents keeps their tokens apart.
  name: `${contract}Token`,
  scheme: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `The \`${key}\` that \`${signIn}\` returns: a JWT as RFC8725 wants it.`,
  },
  find: bearerToken,
  missing: () => credentialMissing('The bearer token is missing.'),
  check: 'session',
  contract,
});

/** The header of the token against forged requests. */
export const FORGERY_HEADER = 'X-CSRF-Token';

/** A cookie with the token of a session, which `signIn` sets. */
export const sessionCookie = (contract: string, name: string, signIn: string): Credential => ({
  name: `${contract}Session`,
  scheme: { type: 'apiKey', in: 'cookie', name, description: `The session that \`${signIn}\` opens.` },
  find: (request) => cookieOf(request, name),
  missing: () => credentialMissing('Send an API key (Authorization: Bearer …), or sign in.'),
  check: 'sessionCookie',
  contract,
  origin: 'The command `clientela user create` makes a user who can sign in.',
});

/** What a write with a cookie sends beside it. The check of the cookie reads it. */
export const forgeryToken = (contract: string, signIn: string): Credential => ({
  name: `${contract}Forgery`,
  scheme: {
    type: 'apiKey',
    in: 'header',
    name: FORGERY_HEADER,
    description: `The \`csrfToken\` of the session, for writes: a page of another site cannot read it.`,
  },
  find: (request) => header(request, FORGERY_HEADER),
  missing: () => credentialMissing(`The ${FORGERY_HEADER} header is required.`),
  optional: true,
  ofWrites: true,
  origin: `\`${signIn}\` answers it.`,
});

/** The value of a cookie. */
export const cookieOf = (request: FastifyRequest, name: string): string | undefined =>
  (header(request, 'cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) || undefined;

/** `Authorization: Bearer <prefix>…`: an API key instead of a token. */
export const bearerKey = (
  contract: string,
  prefix: string,
  { name, description }: { name: string; description: string },
): Credential => ({
  name,
  scheme: { type: 'http', scheme: 'bearer', description },
  find: (request) => {
    const token = bearerToken(request);
    return token?.startsWith(prefix) ? token : undefined;
  },
  missing: () => credentialMissing('The API key is missing.'),
  check: 'apiKey',
  contract,
});

/**
 * `Authorization: Bearer <key>`, where the key is exchanged for a token. The guard only finds it; the sign-in checks it
 * and counts failures.
 */
export const exchangedKey = (name: string, description: string, missing: () => Problem): Credential => ({
  name,
  scheme: { type: 'http', scheme: 'bearer', description },
  find: bearerToken,
  missing,
});

/** An API key in its own header. */
export const apiKey = (contract: string, name: string): Credential => ({
  name,
  scheme: { type: 'apiKey', in: 'header', name, description: 'An API key of the tenant.' },
  find: (request) => header(request, name),
  missing: () => credentialMissing(`The ${name} header is required.`),
  check: 'apiKey',
  contract,
});

/** HTTP Basic (RFC 7617): user name = public key, password = private key. */
export const basicPair = (contract: string): Credential => ({
  name: 'basic',
  scheme: { type: 'http', scheme: 'basic', description: 'User name: the public key. Password: the private key.' },
  find: (request) => /^basic +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1],
  missing: () => credentialMissing('Missing (basic) authorization header.'),
  check: 'keyPair',
  contract,
});

/** How long a signature is valid before and after its timestamp, in seconds. */
export const SIGNATURE_WINDOW = 300;

/** `Authorization: <scheme> co_public_key="…" …`: the private key signs the request and is not sent. */
export const signedPair = (contract: string, scheme: string): Credential => ({
  name: 'signed',
  scheme: {
    type: 'http',
    scheme,
    description: `\`co_public_key="…" co_nonce="…" co_timestamp="<unix seconds>" co_signature_method="HMAC-SHA256" co_version="1.0" co_signature="<lower-case hex>"\`. Signed with the private key is \
public key, lower-cased URL with its query, nonce, timestamp and raw body (empty on GET and DELETE), joined by \`||\`. Valid for ${SIGNATURE_WINDOW} seconds. Use each nonce once.`,
  },
  find: (request) => {
    const [word, ...rest] = (header(request, 'authorization') ?? '').split(' ');
    return word?.toLowerCase() === scheme.toLowerCase() ? rest.join(' ').trim() : undefined;
  },
  // Without any credential, the error names HTTP Basic.
  missing: () => basicPair(contract).missing(),
  check: 'signature',
  contract,
});

/** A header that names the tenant by its domain. */
export const tenantHeader = (name: string): Credential => ({
  name,
  scheme: {
    type: 'apiKey',
    in: 'header',
    name,
    description: 'The domain of the tenant: `demo.localhost`. Case, a port and a trailing dot do not matter.',
  },
  find: (request) => header(request, name),
  missing: () => credentialMissing(`The ${name} header is required.`),
  check: 'tenantOfDomain',
});

/** A header that names the tenant by its ID. */
export const organizationHeader = (name: string): Credential => ({
  name,
  scheme: { type: 'apiKey', in: 'header', name, description: 'The ID of the organization: `1`.' },
  find: (request) => header(request, name),
  missing: () => credentialMissing('Organization ID is required.', 'organization'),
  check: 'tenantOfId',
});

/** A path segment that names the tenant by its slug. */
export const accountInPath = (name: string): Credential => ({
  parameter: {
    name,
    description: 'The name of the account.',
    schema: { type: 'string', maxLength: 63, examples: ['demo'] },
  },
  find: (request) => (request.params as Record<string, string>)[name],
  missing: () => credentialMissing('The account is missing.'),
  check: 'tenantOfSlug',
});
