#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONTRACTS } from './contracts.js';
import { reportOf } from './kit/report.js';
import { type Contract, type Credentials, nameOf, type Result, run } from './kit/run.js';
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

const say = (line: string) => process.stdout.write(`${line}\n`);
const warn = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const options = {
    contract: { type: 'string' },
    url: { type: 'string' },
    'rates-url': { type: 'string' },
    credentials: { type: 'string' },
    only: { type: 'string' },
    report: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return (process.stdout.write(USAGE), 0);
  const contracts = CONTRACTS.filter(({ name }) => name === values.contract || values.contract === 'all');
  if (contracts.length === 0) throw new Error(`Name a contract with --contract.\n\n${USAGE}`);
  const only = (name: string) => values.only === undefined || name.includes(values.only);
  if (values.list) {
    for (const each of contracts.flatMap(({ cases }) => cases))
      if (only(nameOf(each))) say(`${nameOf(each)} [${each.source.kind}: ${each.source.where}]`);
    return 0;
  }
  if (!values.url || !values.credentials) throw new Error(`--url and --credentials are needed.\n\n${USAGE}`);
  const all = JSON.parse(readFileSync(values.credentials, 'utf8')) as Credentials;
  const targetAt = (url: string) => new Target(url, warn);
  const results: { contract: Contract; results: Result[] }[] = [];
  for (const contract of contracts) {
    const running = {
      target: targetAt(values.url),
      ratesTarget: values['rates-url'] ? targetAt(values['rates-url']) : undefined,
      credentials: (all[contract.name] ?? all) as Credentials,
      only: (one: Contract['cases'][number]) => only(nameOf(one)),
      heard: ({ case: one, failure }: Result) => {
        if (failure !== undefined) say(`${one.exception ? 'exception' : 'FAILED'}  ${nameOf(one)}\n    ${failure}`);
      },
    };
    results.push({ contract, results: await run(contract, running) });
  }
  if (values.report) writeFileSync(values.report, reportOf(results));
  const every = results.flatMap(({ results: each }) => each);
  const failed = every.filter(({ failure, case: one }) => failure !== undefined && !one.exception);
  say(`${every.length - failed.length} of ${every.length} cases are as expected.`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    warn(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
