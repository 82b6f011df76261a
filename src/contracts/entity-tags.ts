import type { FastifyRequest } from 'fastify';
import { activeRequest, type Conditions } from '../active-request.js';
import { invalid, preconditionRequired } from '../problem.js';

/**
 * The entity tag of a record at a version. It also has the version of the tenant's settings, which change how records
 * are shown, and the variant in which a contract answers this caller.
 */
export function entityTag({ routeOptions, principal }: FastifyRequest, version: number): string {
  const { tags: { isWeak = false, variant } = {} } = routeOptions.config;
  const parts = [version, principal!.tenant.settingsVersion, ...(variant?.(principal!) ?? [])];
  return `${isWeak ? 'W/' : ''}"${parts.join('.')}"`;
}

/**
 * Reads the conditions of a request, after its caller was authenticated. A malformed `If-Match` is refused; a malformed
 * `If-None-Match` is ignored, and the caller gets the full answer.
 */
export function readConditions(request: FastifyRequest): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  if (ifMatch === undefined && request.routeOptions.config.requiresVersion) throw preconditionRequired();
  const active = activeRequest();
  if ((ifMatch === undefined && ifNoneMatch === undefined) || !active || !request.principal) return;
  const isRead = request.method === 'GET';
  active.conditions = {
    ...(ifMatch !== undefined && required(request, tagsIn(ifMatch) ?? refuse())),
    // RFC 9110: on other methods, If-None-Match asks that no record exists. A write here always names one that does.
    ...(isRead && ifNoneMatch !== undefined && known(request, tagsIn(ifNoneMatch) ?? [])),
  };
}

type Tags = '*' | string[];

/** RFC 9110 compares `If-Match` strongly: a weak tag matches only where the contract's own tags are weak. */
function required(request: FastifyRequest, tags: Tags): Conditions {
  if (tags === '*') return { allowsWrite: () => true };
  const { isWeak = false } = request.routeOptions.config.tags ?? {};
  const comparable = tags.filter((tag) => isWeak || !tag.startsWith('W/')).map(opaque);
  const versions = tags.map((tag) => Number(/^"(\d+)\./.exec(opaque(tag))?.[1])).filter(Number.isSafeInteger);
  return {
    allowsWrite: (version) => comparable.includes(opaque(entityTag(request, version))),
    versionRead: versions.length > 0 ? Math.max(...versions) : undefined,
  };
}

/** RFC 9110 compares `If-None-Match` weakly. */
const known = (request: FastifyRequest, tags: Tags): Conditions => ({
  isKnown: tags === '*' ? () => true : (version) => tags.map(opaque).includes(opaque(entityTag(request, version))),
});

const opaque = (tag: string) => tag.replace(/^W\//, '');

/** The most tags that a client may list, and their characters together. */
const MOST = 100;
const MOST_CHARACTERS = 4096;

/** The schema of a list of tags. */
export const entityTags = { type: 'string', maxLength: MOST_CHARACTERS, examples: ['"5.1"'] } as const;

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/;
// Blanks have one place to be in, so a list is refused without trying all others.
const LIST = new RegExp(`^[\\s,]*${TAG.source}(?:\\s*,(?:\\s*${TAG.source})?)*$`);

function tagsIn(header: string): Tags | undefined {
  const text = header.trim();
  if (text === '*') return '*';
  const tags = text.length <= MOST_CHARACTERS && LIST.test(text) ? text.match(new RegExp(TAG, 'g'))! : [];
  return tags.length === 0 || tags.length > MOST ? undefined : tags;
}

export function malformedCondition() {
  const message = `If-Match must be * or a list of at most ${MOST} entity tags, such as "5.1"`;
  return invalid(message, { field: 'If-Match', rule: 'entityTags', message });
}

function refuse(): never {
  throw malformedCondition();
}
