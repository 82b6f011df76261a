import { isIP } from 'node:net';

/** A name or an IPv6 literal, then perhaps a port. No character may make a URL of it that has a user, a path or an escape. */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@\\%[\]<>^|]+?)\.?(?::\d{0,5})?$/i;

/** Letters, digits, hyphens within, underscores: each label of at most 63. */
const LABELS = /^(?!.{254})(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)(?:\.[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?)*$/;

/**
 * A host as a header names it, without its port and trailing dot, in the one spelling that all of its spellings have in
 * common: lower case, IDNA as ASCII. `undefined` for a text that names no host.
 */
export function hostNameOf(text: string): string | undefined {
  const name = HOST.exec(bracketed(text))?.[1];
  if (name === undefined || !URL.canParse(`http://${name}`)) return undefined;
  return new URL(`http://${name}`).hostname;
}

const bracketed = (text: string) => (isIP(text) === 6 ? `[${text}]` : text);

/** The name of a host where nothing else may stand: a port, for one, is refused. */
export function hostNameAlone(text: string): string | undefined {
  const hasPort = /:\d*$/.test(text) && isIP(text) === 0;
  const name = hasPort ? undefined : hostNameOf(text);
  return name !== undefined && (LABELS.test(name) || isIP(name.replace(/^\[(.+)\]$/, '$1')) !== 0) ? name : undefined;
}

/** Whether a header names a tenant's domain. A domain that is stored and is no host name is compared as it is. */
export function namesHost(domain: string, header: string): boolean {
  const given = asUtf8(header);
  return domain === given.toLowerCase() || (hostNameOf(domain) ?? domain) === hostNameOf(given);
}

// Node reads each byte of a header as a letter; a name that is not ASCII arrives as UTF-8.
function asUtf8(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}
