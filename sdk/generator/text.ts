import type { Method } from './methods.js';

/** The module with the methods of a contract: a class for each resource, and one that has them all. */
export function textOf(contract: string, methods: Method[]): string {
  const groups = [...new Set(methods.map(({ group }) => group))];
  const all = `${pascal(contract)}Operations`;
  const code = [
    ...groups.map((group) =>
      classOf(
        group,
        methods.filter((method) => method.group === group),
      ),
    ),
    `/** The methods of the contract, by resource. */
    export class ${all} {
      ${groups.map((group) => `readonly ${group}: ${pascal(group)};`).join('\n')}

      constructor(transport: Transport) {
        ${groups.map((group) => `this.${group} = new ${pascal(group)}(transport);`).join('\n')}
      }
    }`,
    `/** The operations that take an \`Idempotency-Key\`. */
    export const WITH_KEY: ReadonlySet<string> = new Set([${placesOf(methods.filter(({ takesKey }) => takesKey))}]);`,
    `/** The operations that get a credential. */
    export const SIGN_INS: ReadonlySet<string> = new Set([${placesOf(methods.filter(({ isSignIn }) => isSignIn))}]);`,
  ].join('\n\n');
  return [`// Generated from openapi/${contract}.json by \`npm run openapi\`.`, ...importsOf(code), '', code, ''].join(
    '\n',
  );
}

const placesOf = (methods: Method[]) => methods.map(({ verb, path }) => `'${verb} ${path}'`).join(', ');

/** The names that the code has, from where they are. */
function importsOf(code: string): string[] {
  const places: [from: string, names: string[]][] = [
    ['../core/calls.js', ['Call', 'CallOptions', 'Content', 'With']],
    ['../core/lists.js', ['List']],
    ['../core/operation-types.js', ['Answered', 'QueryOf']],
    ['./schema.js', ['components', 'operations']],
  ];
  return [
    `import { Group, type Transport } from '../core/client.js';`,
    ...places.flatMap(([from, names]) => {
      const used = names.filter((name) => new RegExp(`\\b${name}\\b[<[ ,;>)]`).test(code));
      return used.length > 0 ? [`import type { ${used.join(', ')} } from '${from}';`] : [];
    }),
  ];
}

const classOf = (group: string, methods: Method[]) => `export class ${pascal(group)} extends Group {
  ${methods.map(methodText).join('\n\n')}
}`;

function methodText(method: Method): string {
  const { name, answer, list, verb, path } = method;
  const call = list
    ? `list('${path}', ${partsOf(method)}, options, ${JSON.stringify(list.paging)}, (page) => ${list.items})`
    : `call('${verb}', '${path}', ${partsOf(method)}, options)`;
  const type = list ? `List<${answer}, ${list.item}>` : `Call<${answer}>`;
  return `${commentOf(method)}
  ${name}(${parametersOf(method).join(', ')}): ${type} {
    return this.transport.${call};
  }`;
}

function parametersOf({ pathParameters, body, query, headers, operationId }: Method): string[] {
  const queryType =
    query && `QueryOf<operations['${operationId}']${query.omitted.map((name) => `, '${name}'`).join('')}>`;
  const options = optionsOf(headers, body?.media ?? []);
  // TypeScript allows no parameter that may be left out before one that must be there.
  const optional = (name: string, type: string) =>
    options.isRequired ? `${name}: ${type} | undefined` : `${name}?: ${type}`;
  return [
    ...pathParameters.map(({ name, type }) => `${name}: ${type}`),
    ...(body ? [body.isRequired ? `body: ${body.type}` : optional('body', body.type)] : []),
    ...(query ? [query.isRequired ? `query: ${queryType}` : optional('query', queryType!)] : []),
    options.isRequired ? `options: ${options.type}` : `options?: ${options.type}`,
  ];
}

function optionsOf(headers: Method['headers'], media: string[]): { type: string; isRequired: boolean } {
  const required = headers.filter(({ isRequired }) => isRequired).map(({ name }) => `{ ${name}: string }`);
  if (media.length > 1) required.push(`{ contentType: ${media.map((one) => `'${one}'`).join(' | ')} }`);
  const known = headers.length > 0 ? `With<${headers.map(({ name }) => `'${name}'`).join(' | ')}>` : 'CallOptions';
  return { type: [known, ...required].join(' & '), isRequired: required.length > 0 };
}

function partsOf({ pathParameters, body, query, answer }: Method): string {
  const path = pathParameters.map(({ name, wire }) => (name === wire ? name : `${wire}: ${name}`)).join(', ');
  const media = body?.media ?? [];
  const parts = [
    ...(path ? [`path: { ${path} }`] : []),
    ...(body ? ['body'] : []),
    ...(media.length > 0 ? [`media: ${media.length > 1 ? 'options.contentType' : `'${media[0]}'`}`] : []),
    ...(query ? ['query'] : []),
    ...(answer === 'Response' ? ['isStreamed: true'] : []),
  ];
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}

function commentOf({ verb, path, summary, description, isDeprecated, pathParameters }: Method): string {
  const lines = [
    summary.endsWith('.') ? summary : `${summary}.`,
    ...(description ? ['', ...description.split('\n')] : []),
    '',
    `\`${verb} ${path}\``,
    ...pathParameters
      .filter(({ description: text }) => text)
      .map(({ name, description: text }) => `@param ${name} ${text}`),
    ...(isDeprecated ? ['@deprecated'] : []),
  ];
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n').replaceAll('*/ ', '* / ');
}

const pascal = (text: string) => text.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
