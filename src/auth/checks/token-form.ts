/** Longer than any token that this server issues. */
const LONGEST = 2_048;

const PARTS = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/**
 * Whether a text has the form of a token that this server issues (RFC 7519): an HS256 header without extensions, and
 * claims of the right types. Checked before the signature, so that the token library never sees claims of other types.
 */
export function hasTokenForm(token: string): boolean {
  const [, header, claims] = (token.length <= LONGEST && PARTS.exec(token)) || [];
  return isHeader(objectIn(header)) && areClaims(objectIn(claims));
}

type Fields = Readonly<Record<string, unknown>>;

// `crit` names extensions that must be understood (RFC 7515); this server understands none.
const isHeader = (header: Fields | undefined) =>
  header !== undefined && header['alg'] === 'HS256' && !Object.hasOwn(header, 'crit') && isTyp(header['typ']);

const isTyp = (typ: unknown) => typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT');

const areClaims = (claims: Fields | undefined) =>
  claims !== undefined &&
  ['iss', 'aud', 'sub'].every((name) => typeof claims[name] === 'string') &&
  ['tenant', 'exp'].every((name) => Number.isSafeInteger(claims[name])) &&
  ['iat', 'nbf', 'generation'].every((name) => claims[name] === undefined || Number.isSafeInteger(claims[name]));

function objectIn(part = ''): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
