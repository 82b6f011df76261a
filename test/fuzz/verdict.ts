import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { momentFrom } from '../../src/contracts/iso-time.js';
import type { Schema } from '../../src/contracts/schema.js';
import { asDeclared, eitherCase, keysFor, keysIn } from '../../src/contracts/spelling.js';
import { trimmedEmail } from '../../src/normal-forms/emails.js';
import { oneLine } from '../../src/normal-forms/texts.js';
import { type Document, JSON_TYPE } from '../../src/openapi/document.js';
import { getMetadataArgsStorage } from 'typeorm';
import { assertAsDocumented } from '../support/as-documented.js';
import { committed, committedDocument } from '../support/documents.js';
import type { Plan } from './requests.js';

/** A request as it was sent, and what came of it. */
export interface Exchange {
  plan: Plan;
  path: string;
  query: string;
  body?: Buffer | string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  milliseconds: number;
}

export const SLOWEST = 5_000;

/** What is wrong with an answer, by everything that a document and a careful server promise. */
export function complaintsAbout(exchange: Exchange): string[] {
  return [brokenServer, slow, undocumented, leak, acceptedBody, acceptedQuery].flatMap(
    (check) => check(exchange) ?? [],
  );
}

const brokenServer = ({ status, text, plan }: Exchange) => {
  if (status >= 500) return `answered ${status}`;
  return plan.path.endsWith('/_bulk') && /"code":5\d\d|"http_code":5\d\d/.test(text)
    ? 'answered an entry with 5xx'
    : undefined;
};

const slow = ({ milliseconds }: Exchange) =>
  milliseconds > SLOWEST ? `took ${Math.round(milliseconds)} ms` : undefined;

/** Refusals that are made before any contract is spoken. */
const BEFORE_CONTRACTS = new Set([431]);

/**
 * Whether the escapes of a path are valid UTF-8. A path with invalid ones is answered like an unknown ID: 404, in erp
 * 400.
 */
const isUrl = (path: string) => {
  try {
    return decodeURIComponent(path) !== undefined;
  } catch {
    return false;
  }
};

function undocumented({ plan, path, status, text }: Exchange): string | undefined {
  if (plan.method === 'HEAD' || BEFORE_CONTRACTS.has(status) || (status === 400 && !isUrl(path))) return undefined;
  try {
    assertAsDocumented(plan.method, path, { status, headers: {}, body: text === '' ? undefined : JSON.parse(text) });
    return undefined;
  } catch (error) {
    return (error as Error).message.slice(0, 400);
  }
}

const INSIDES =
  /\b(?:SELECT|INSERT INTO|DELETE FROM|relation|constraint "|violates|syntax error|Unexpected token|QueryFailed|SQLSTATE|pg_\w+|node_modules|node:internal|tenant_id|clientela_app)\b|\.[jt]s:\d|\bat \w+ \(|\/(?:src|dist|home|tmp|work)\/|Error:|FST_/;
const OF_SERVERS = ['x-powered-by', 'server', 'via', 'x-aspnet-version'];
const columns = [
  ...new Set(
    getMetadataArgsStorage()
      .columns.map(({ propertyName }) => propertyName)
      .filter((name) => /[a-z][A-Z]/.test(name)),
  ),
];
const unknownColumns = new Map<string, RegExp>();

/** Answers that name fields of the record: what was changed of them, or all that is kept. */
const TELLING = /^\/clientela\/v1\/(?:changes|reverts|customers\/[^/]+\/(?:changes|personal-data))(?:[/?]|$)/;

function leak({ plan, path, text, headers, body, query }: Exchange): string | undefined {
  const sent = `${String(body)} ${query}`;
  const inside = INSIDES.exec(text)?.[0];
  if (inside && !sent.includes(inside)) return `told "${inside}"`;
  const told = OF_SERVERS.find((name) => headers[name] !== undefined);
  if (told) return `sent ${told}`;
  if (TELLING.test(path)) return undefined;
  const column = columnsUnknownTo(plan.contract).exec(text)?.[0];
  return column && !sent.includes(column) ? `told the field ${column} of the record` : undefined;
}

function columnsUnknownTo(contract: string): RegExp {
  const document = committed(contract).toString();
  const pattern =
    unknownColumns.get(contract) ??
    new RegExp(`\\b(?:${columns.filter((name) => !new RegExp(`\\b${name}\\b`).test(document)).join('|')})\\b`);
  unknownColumns.set(contract, pattern);
  return pattern;
}

const READABLE = /^application\/(?:[\w.+-]+\+)?json\b/i;

/**
 * A body that its schema calls invalid must not be accepted. What the contracts tolerate beyond their schemas is made
 * proper first.
 */
function acceptedBody({ plan, status, body }: Exchange): string | undefined {
  const { operation, method } = plan.place;
  if (status >= 300 || !operation.requestBody || plan.method !== method.toUpperCase()) return undefined;
  const isOptional = (operation.requestBody as { required?: boolean }).required === false;
  if (body === undefined || body.length === 0) return isOptional ? undefined : 'accepted no body';
  if (!READABLE.test(plan.headers['content-type'] ?? ''))
    return `accepted the content type ${plan.headers['content-type']}`;
  let value: unknown;
  try {
    value = JSON.parse(body.toString().replace(/^\ufeff/, ''));
  } catch {
    return 'accepted what is not JSON';
  }
  const { document } = committedDocument(plan.contract);
  const schema = operation.requestBody.content[JSON_TYPE]!.schema;
  // What an entry of a list is answered is its own.
  if (schema['type'] === 'array')
    return Array.isArray(value) && value.length <= (schema['maxItems'] as number)
      ? undefined
      : 'accepted what is no list, or too long a one';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'accepted what is no object';
  const validate = validatorOf(document, schema);
  return validate(proper(value, plan, document, schema))
    ? undefined
    : `accepted a body that its schema refuses: ${validator(document).errorsText(validate.errors)}`;
}

// Accounting's other spellings, texts that are cleaned before they are looked at, empty ones that clear, and erp's mark
// of the inactive as a truth value.
function proper(value: object, { contract }: Plan, document: Document, schema: Schema): object {
  const { properties = {} } = (
    schema['$ref'] ? document.components.schemas[(schema['$ref'] as string).split('/').at(-1)!] : schema
  ) as { properties?: Record<string, Schema> };
  const keys = keysIn(
    value,
    keysFor(Object.keys(properties), contract === 'accounting' ? eitherCase : asDeclared, 'camel'),
  );
  // If a request has both spellings, `Postcode` wins and `Zipcode` is ignored.
  const counts = (field: string) => !field.endsWith('Zipcode') || !keys.has(field.replace('Zipcode', 'Postcode'));
  // An empty text leaves the rate as it is.
  const isLeftOut = (field: string, key: string) =>
    field === 'openingBalanceExchangeRate' && (value as Record<string, unknown>)[key] === '';
  return Object.fromEntries(
    [...keys]
      .filter(([field, key]) => counts(field) && !isLeftOut(field, key))
      .map(([field, key]) => {
        const sent = (value as Record<string, unknown>)[key];
        const rules = properties[field]!;
        const one = cleaned(sent, rules);
        if (field === 'inactive' && typeof one === 'boolean') return [field, String(one)];
        if (one === '' && [rules['type']].flat().includes('null')) return [field, null];
        if (rules['anyOf'] && one && typeof one === 'object')
          return [
            field,
            Object.fromEntries(
              Object.entries(one).map(([part, text]) => [part, cleaned(text) === '' ? null : cleaned(text)]),
            ),
          ];
        return [field, one];
      }),
  );
}

function cleaned(sent: unknown, rules: Schema = {}): unknown {
  if (Array.isArray(sent)) return sent.map((one) => cleaned(one)).filter((one) => one !== '');
  if (typeof sent !== 'string') return sent;
  return rules['format'] === 'email' ? trimmedEmail(sent) : oneLine(sent);
}

/**
 * A query that its parameters call invalid must not be accepted. Accounting ignores other views, and a page that is
 * empty, as its document says.
 */
function acceptedQuery({ plan, query, status }: Exchange): string | undefined {
  const { operation, method } = plan.place;
  const declared = operation.parameters.filter(({ in: where }) => where === 'query');
  if (status >= 300 || plan.method !== method.toUpperCase() || declared.every(({ name }) => name === 'nonce'))
    return undefined;
  const { document } = committedDocument(plan.contract);
  const seen = new Set<string>();
  for (const [name, text] of new URLSearchParams(query.replace(/^\?/, ''))) {
    const parameter = declared.find((one) => one.name === name);
    if (plan.contract === 'billing' && /^_(?:dummy$|flag_)/.test(name)) continue;
    if (!parameter) return `accepted the unknown parameter ${name.slice(0, 40)}`;
    if (seen.has(name)) return `accepted ${name} twice`;
    seen.add(name);
    if (plan.contract === 'accounting' && (name === 'viewSlug' || (/^page(?:Size)?$/.test(name) && text === '')))
      continue;
    const isWhole = parameter.schema['type'] === 'integer';
    const value = isWhole && /^-?\d+$/.test(text) ? Number(text) : text;
    const validate = validatorOf(document, parameter.schema);
    if (name !== 'nonce' && !validate(value) && !validate(cleaned(value)))
      return `accepted ${name}=${text.slice(0, 40)}: ${validator(document).errorsText(validate.errors)}`;
  }
  return undefined;
}

const validators = new Map<Document, Ajv2020>();
const compiled = new WeakMap<Schema, ValidateFunction>();

function validator(document: Document): Ajv2020 {
  const known = validators.get(document);
  if (known) return known;
  // class-validator and ajv disagree about emails and URLs. This checks what both require.
  const ajv = new Ajv2020({
    strict: false,
    formats: {
      int32: true,
      int64: true,
      password: true,
      email: /^\S.*@\S+$/s,
      uri: /^[a-z]+:\/\/\S+$/i,
      'date-time': (text: string) => momentFrom(text) !== undefined,
    },
  });
  ajv.addSchema(local({ $id: 'document', $defs: document.components.schemas }));
  validators.set(document, ajv);
  return ajv;
}

function validatorOf(document: Document, schema: Schema): ValidateFunction {
  const validate = compiled.get(schema) ?? validator(document).compile(local(schema));
  compiled.set(schema, validate);
  return validate;
}

const local = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"document#/$defs/')) as Schema;
