import { isIP } from 'node:net';

/**
 * A name or an IPv6 literal, with an optional port. Excludes characters that would begin a user, a path or an escape in
 * a URL.
 */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@\\%[\]<>^|]+?)\.?(?::\d{0,5})?$/i;

/** Labels of at most 63 letters, digits, underscores and inner hyphens. */
const LABELS = /^(?!.{254})(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)(?:\.[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)*$/;

/**
 * Normalizes the host of a header: without port and trailing dot, in lower case, IDNA as ASCII. Returns `undefined` if
 * the text is not a host.
 */
export function hostNameOf(text: string): string | undefined {
  const name = HOST.exec(bracketed(text))?.[1];
  if (name === undefined || !URL.canParse(`http://${name}`)) return undefined;
  return new URL(`http://${name}`).hostname;
}

const bracketed = (text: string) => (isIP(text) === 6 ? `[${text}]` : text);

/** Normalizes a host name. Unlike `hostNameOf`, refuses a port. */
export function hostNameAlone(text: string): string | undefined {
  const hasPort = /:\d*$/.test(text) && isIP(text) === 0;
  const name = hasPort ? undefined : hostNameOf(text);
  return name !== undefined && (LABELS.test(name) || isIP(name.replace(/^\[(.+)\]$/, '$1')) !== 0) ? name : undefined;
}

/** Whether a header names a tenant's domain. A stored domain that is not a host name is compared unchanged. */
export function namesHost(domain: string, header: string): boolean {
  const given = asUtf8(header);
  return domain === given.toLowerCase() || (hostNameOf(domain) ?? domain) === hostNameOf(given);
}

// Node decodes headers as Latin-1, but clients send names that are not ASCII as UTF-8.
function asUtf8(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}
