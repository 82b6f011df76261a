import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A secret that signs, as Standard Webhooks writes it: `whsec_` and its bytes in base64. */
export interface SigningSecret {
  readonly secret: string;
  /** Milliseconds of the epoch. Afterwards it signs no more. Undefined for the newest secret, which has no end. */
  readonly until?: number;
}

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64 bytes. */
const BYTES = { fewest: 24, most: 64, ours: 32 };

export const newSecret = (): string => PREFIX + randomBytes(BYTES.ours).toString('base64');

/** Whether a receiver may bring this secret. */
export function isSecret(text: string): boolean {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  // Node's decoder skips what is not base64, so the text is compared with what was read.
  return bytes.toString('base64') === encoded && bytes.length >= BYTES.fewest && bytes.length <= BYTES.most;
}

/**
 * The secrets after a rotation: the new one, and those before it, which go on for so many milliseconds at most. A
 * receiver may change its own copy at any time in between.
 */
export const rotated = (
  secrets: readonly SigningSecret[],
  secret: string,
  now: number,
  overlap: number,
): SigningSecret[] => [
  { secret },
  ...inUse(secrets, now).map((old) => ({ ...old, until: Math.min(old.until ?? Infinity, now + overlap) })),
];

/** The headers of one try. Each secret in use signs, so that a receiver with any of them can verify. */
export function signedHeaders(
  { id, body }: { id: string; body: string },
  secrets: readonly SigningSecret[],
  now: number,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const signing = inUse(secrets, now);
  if (signing.length === 0) throw new Error('no secret is in use');
  // The receiver joins the ID, the time and the body with dots, so an ID with a dot could be read in two ways.
  if (!/^[\w-]{1,200}$/.test(id)) throw new Error('the ID of a message has letters, digits, "_" and "-" only');
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': signing.map(({ secret }) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

const inUse = (secrets: readonly SigningSecret[], now: number) =>
  secrets.filter(({ until }) => until === undefined || until > now);
