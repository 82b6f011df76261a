import type { AllOf, AnyOf, Credential } from '../auth/credentials.js';

/** The OpenAPI security schemes of some credentials. */
export const schemesOf = (all: AnyOf[]): Record<string, object> =>
  Object.fromEntries(everyOne(all).flatMap(({ name, scheme }) => (name && scheme ? [[name, scheme]] : [])));

/** One requirement per set; a credential that is part of the path is a parameter instead. */
export const requirementsOf = ({ any }: AnyOf): Record<string, string[]>[] =>
  any.map(({ all }) => Object.fromEntries(all.flatMap(({ name, optional }) => (name && !optional ? [[name, []]] : [])))).filter((requirement) => Object.keys(requirement).length > 0);

/** What a request must carry, in words. */
export function inWords({ any }: AnyOf): string {
  const sets = any.map(listOf);
  return sets.length === 1 ? `Every request but the sign-in carries:\n\n${sets[0]}` : `Every request but the sign-in carries either\n\n${sets.join('\n\nor\n\n')}`;
}

const listOf = ({ all }: AllOf) =>
  all.map((credential) => `- ${placeOf(credential)}${credential.optional ? ' (optional)' : ''}: ${descriptionOf(credential)}`).join('\n');

interface Scheme {
  type?: string;
  scheme?: string;
  name?: string;
  description?: string;
}

const schemeOf = ({ scheme = {} }: Credential): Scheme => scheme;

function placeOf(credential: Credential): string {
  const { type, scheme, name } = schemeOf(credential);
  if (credential.parameter) return `\`{${credential.parameter.name}}\` in the path`;
  if (type === 'apiKey') return `the header \`${name}\``;
  return `\`Authorization: ${scheme?.replace(/^./, (letter) => letter.toUpperCase())} …\``;
}

const descriptionOf = (credential: Credential) => credential.parameter?.description ?? schemeOf(credential).description ?? '';

export const everyOne = (all: AnyOf[]): Credential[] => all.flatMap(({ any }) => any.flatMap((set) => set.all));
