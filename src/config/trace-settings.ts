import type { Variables } from './variables.js';

/** Where traces are sent, and what they say of this server. */
export interface TraceSettings {
  /** The whole URL: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Headers of each message, for example with a key of the receiver. */
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  /** More attributes of this server: `deployment.environment.name`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The part of requests that are traced, from 0 to 1, unless the caller has decided. */
  readonly ratio: number;
}

const PATH = '/v1/traces';

/** The settings have the names that OpenTelemetry gives them. Without an endpoint there are no traces. */
export function traceSettings(variables: Variables): TraceSettings | undefined {
  const url = endpoint(variables);
  const settings = {
    headers: pairs(variables, 'OTEL_EXPORTER_OTLP_HEADERS', variables.secret('OTEL_EXPORTER_OTLP_HEADERS')),
    service: variables.text('OTEL_SERVICE_NAME') ?? 'clientela',
    attributes: pairs(variables, 'OTEL_RESOURCE_ATTRIBUTES', variables.text('OTEL_RESOURCE_ATTRIBUTES')),
    ratio: ratio(variables),
  };
  return url === undefined ? undefined : { url, ...settings };
}

function endpoint(variables: Variables): string | undefined {
  const given = variables.text('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (given === undefined) return undefined;
  if (/^https?:\/\/[^/?#@\\\s]+(?:\/[\w.~/-]*)?$/.test(given) && URL.canParse(given)) {
    const base = new URL(given).href.replace(/\/+$/, '');
    return base.endsWith(PATH) ? base : `${base}${PATH}`;
  }
  variables.complain(
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://127.0.0.1:4318, without user, query and fragment',
  );
  return undefined;
}

/** `name=value,name=value`, with escapes of URLs. A complaint does not repeat the text, which may be secret. */
function pairs(variables: Variables, name: string, text = ''): Record<string, string> {
  const given = text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  const read = given.map((one) => /^([\w.!#$%&'*+^`|~-]+)\s*=\s*(.*)$/.exec(one)?.slice(1) as [string, string]);
  try {
    return Object.fromEntries(read.map(([key, value]) => [key, plain(value)]));
  } catch {
    variables.complain(`${name} must be a list of name=value, separated by commas, with %2C for a comma in a value`);
    return {};
  }
}

function plain(value: string): string {
  const decoded = decodeURIComponent(value);
  // A header cannot have others.
  if (/[^\x20-\x7E]/.test(decoded)) throw new RangeError('not ASCII');
  return decoded;
}

function ratio(variables: Variables): number {
  const given = variables.text('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  if (/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(given)) return Number(given);
  variables.complain('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return 1;
}
