import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONTRACTS } from './contracts.js';
import type { Case } from './kit/cases.js';
import { type Measured, reportOf } from './kit/report.js';
import { type Credentials, credentialsOf, nameOf, type Result, run } from './kit/run.js';
import { Target } from './kit/target.js';

const USAGE = `fidelity --contract <name> --url <address> --credentials <file>

  --contract <name>     one of ${CONTRACTS.map(({ name }) => name).join(', ')}, or all
  --url <address>       where the paths of the contract begin
  --rates-url <address> a server with the published rates, for the cases that use them up (default: --url)
  --credentials <file>  JSON: the credentials of the contract, or an object with those of each contract
  --only <text>         runs only cases whose name contains the text
  --report <file>       writes the report as Markdown
  --list                lists the cases and sends nothing
  --help                shows this text

The exit code is 0 if all cases but the listed exceptions pass, 1 if one fails, and 2 if the options are wrong.
`;

export interface Terminal {
  /** A line of the result. */
  say: (line: string) => void;
  /** A line of what goes on, or of what is wrong. */
  warn: (line: string) => void;
}

/** Returns the exit code. */
export async function command(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await measure(args, terminal);
  } catch (error) {
    terminal.warn(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

const OPTIONS = {
  contract: { type: 'string' },
  url: { type: 'string' },
  'rates-url': { type: 'string' },
  credentials: { type: 'string' },
  only: { type: 'string' },
  report: { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function measure(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) return (terminal.say(USAGE), 0);
  const contracts = CONTRACTS.filter(({ name }) => name === values.contract || values.contract === 'all');
  if (contracts.length === 0) throw new Error(`Name a contract with --contract.\n\n${USAGE}`);
  const { only: text = '' } = values;
  const only = (one: Case) => nameOf(one).includes(text);
  const chosen = contracts.flatMap(({ cases }) => cases.filter(only));
  if (chosen.length === 0) throw new Error(`No case has the name ${text}.`);
  if (values.list) return listed(chosen, terminal);
  if (!values.url || !values.credentials) throw new Error(`--url and --credentials are needed.\n\n${USAGE}`);
  const all = credentialsIn(values.credentials);
  const targetAt = (url: string) => new Target(checkedUrl(url), terminal.warn);
  const target = targetAt(values.url);
  const ratesTarget = values['rates-url'] ? targetAt(values['rates-url']) : undefined;
  const measured: Measured[] = [];
  for (const contract of contracts) {
    const results = await run(contract, {
      target,
      ratesTarget,
      credentials: credentialsOf(contract.name, all),
      only,
      heard: (result) => tell(result, terminal),
    });
    measured.push({ contract, results });
  }
  if (values.report) writeFileSync(values.report, reportOf(measured));
  return summed(measured, terminal);
}

function credentialsIn(file: string): Credentials {
  const text = readFileSync(file, 'utf8');
  try {
    const all = JSON.parse(text) as unknown;
    if (typeof all === 'object' && all !== null) return all as Credentials;
  } catch {
    // Parts of the text would be secrets.
  }
  throw new Error(`${file} has no JSON object.`);
}

function checkedUrl(text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return text;
  throw new Error(`${text} is no address of a server, such as https://example.com.`);
}

function listed(cases: readonly Case[], { say }: Terminal): number {
  for (const one of cases) say(`${nameOf(one)} [${one.source.kind}: ${one.source.where}]`);
  return 0;
}

function tell({ case: one, failure }: Result, { say }: Terminal): void {
  if (failure === undefined) return;
  say(`${one.exception === undefined ? 'FAILED' : 'exception'}  ${nameOf(one)}\n    ${failure}`);
}

function summed(measured: readonly Measured[], { say }: Terminal): number {
  const all = measured.flatMap(({ results }) => results);
  const failed = all.filter(({ failure, case: one }) => failure !== undefined && one.exception === undefined);
  say(`${all.length - failed.length} of ${all.length} cases are as expected.`);
  return failed.length === 0 ? 0 : 1;
}
