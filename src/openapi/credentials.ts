import type { AllOf, AnyOf, Credential } from '../contracts/credentials.js';

/** The OpenAPI security schemes of some credentials. */
export const schemesOf = (all: AnyOf[], contract: string): Record<string, object> =>
  Object.fromEntries(
    everyOne(all).flatMap((one) =>
      one.name && one.scheme
        ? [[one.name, { ...one.scheme, description: `${descriptionOf(one)} ${originOf(one, contract)}` }]]
        : [],
    ),
  );

function originOf(credential: Credential, contract: string): string {
  const { type, bearerFormat } = schemeOf(credential);
  if (credential.origin) return credential.origin;
  if (bearerFormat === 'JWT') return 'The command `clientela user create` makes a user who can sign in.';
  const isChoice = type === 'apiKey' && credential.contract === undefined;
  return isChoice
    ? 'The command `clientela tenant create` answers it.'
    : `The command \`clientela key create --contract ${contract}\` makes one, and shows it once.`;
}

/** Tells readers of the documents how to get credentials. */
export const ORIGIN = [
  'Where credentials come from: on its first start, a server that is not in production creates a demo tenant,',
  'prints its credentials and keeps them in `data/demo.json`. An operator creates further credentials with the',
  'commands `clientela tenant create`, `clientela user create` and `clientela key create`.',
].join(' ');

/** One requirement per set of credentials. A credential in the path is documented as a parameter instead. */
export const requirementsOf = ({ any }: AnyOf, { isWrite }: { isWrite: boolean }): Record<string, string[]>[] =>
  any
    .map(({ all }) =>
      Object.fromEntries(
        all.flatMap(({ name, optional, ofWrites }) =>
          name && (!optional || (ofWrites && isWrite)) ? [[name, []]] : [],
        ),
      ),
    )
    .filter((requirement) => Object.keys(requirement).length > 0);

/** The required credentials, as a sentence. */
export function inWords({ any }: AnyOf): string {
  const sets = any.map(listOf);
  return sets.length === 1
    ? `Every request but the sign-in carries:\n\n${sets[0]}`
    : `Every request but the sign-in carries either\n\n${sets.join('\n\nor\n\n')}`;
}

const listOf = ({ all }: AllOf) =>
  all
    .map(
      (credential) =>
        `- ${placeOf(credential)}${credential.ofWrites ? ' (writes)' : credential.optional ? ' (optional)' : ''}: ${descriptionOf(credential)}`,
    )
    .join('\n');

interface Scheme {
  type?: string;
  in?: string;
  bearerFormat?: string;
  scheme?: string;
  name?: string;
  description?: string;
}

const schemeOf = ({ scheme = {} }: Credential): Scheme => scheme;

function placeOf(credential: Credential): string {
  const { type, scheme, name, in: where } = schemeOf(credential);
  if (credential.parameter) return `\`{${credential.parameter.name}}\` in the path`;
  if (type === 'apiKey') return `the ${where} \`${name}\``;
  return `\`Authorization: ${scheme?.replace(/^./, (letter) => letter.toUpperCase())} …\``;
}

const descriptionOf = (credential: Credential) =>
  credential.parameter?.description ?? schemeOf(credential).description ?? '';

export const everyOne = (all: AnyOf[]): Credential[] => all.flatMap(({ any }) => any.flatMap((set) => set.all));
