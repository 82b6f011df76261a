import { type Case, SOURCES, type SourceKind } from './cases.js';
import { type Contract, nameOf, type Result } from './run.js';

export interface Measured {
  contract: Contract;
  results: readonly Result[];
}

const passed = (results: readonly Result[]) => results.filter(({ failure }) => failure === undefined).length;
const scoreOf = (results: readonly Result[]) => (results.length === 0 ? '–' : `${passed(results)}/${results.length}`);
const percentOf = (results: readonly Result[]) =>
  results.length === 0 ? '–' : `${Math.floor((1000 * passed(results)) / results.length) / 10} %`;
const of = (kind: SourceKind, results: readonly Result[]) =>
  results.filter(({ case: one }) => one.source.kind === kind);
const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]) =>
  [row(...head), `|${head.map(() => '---').join('|')}|`, ...rows.map((cells) => row(...cells))].join('\n');
const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The report as Markdown. It has no times and no values of the run, unless a case fails. */
export function reportOf(measured: readonly Measured[]): string {
  const all = measured.flatMap(({ results }) => results);
  return `${[
    '# Fidelity',
    '',
    'How far a server follows the contracts, measured by the cases of `@clientela/fidelity`. The numbers are cases that',
    'pass, of all cases. Each case names its source: **seed** is the document that specifies the contract, **documented**',
    'another public page of the modelled API, **recorded** an exchange that was seen, **client** what a client sends or',
    'expects, and **decided** a decision of Clientela where no document says anything.',
    '',
    'This page is generated.',
    ranOf(measured),
    '',
    '## All contracts',
    '',
    table(
      ['contract', 'modelled on', 'cases', ...SOURCES, 'score'],
      [
        ...measured.map(({ contract, results }) => [
          `[${contract.name}](#${contract.name})`,
          contract.model,
          results.length,
          ...SOURCES.map((kind) => scoreOf(of(kind, results))),
          percentOf(results),
        ]),
        ['all', '', all.length, ...SOURCES.map((kind) => scoreOf(of(kind, all))), percentOf(all)],
      ],
    ),
    '',
    ...exceptions(all),
    ...failures(all),
    ...measured.flatMap(chapter),
  ].join('\n')}`;
}

/** Says whether cases are left out: a good score over chosen cases says little. */
function ranOf(measured: readonly Measured[]): string {
  const [ran, all] = [measured.flatMap(({ results }) => results), measured.flatMap(({ contract }) => contract.cases)];
  return ran.length === all.length
    ? 'Every case has run; none was skipped.'
    : `**Only ${ran.length} of ${all.length} cases have run**, because the caller has chosen them.`;
}

function exceptions(results: readonly Result[]): string[] {
  const known = results.filter(({ case: one }) => one.exception !== undefined);
  if (known.length === 0) return [];
  return [
    '## Exceptions',
    '',
    'Rules of a source that Clientela does not follow, each with the reason. They count as cases that do not pass.',
    '',
    table(
      ['case', 'source', 'reason', 'passes'],
      known.map(({ case: one, failure }) => [
        nameOf(one),
        `${one.source.kind}: ${inCell(one.source.where)}`,
        one.exception!,
        failure === undefined ? 'yes' : 'no',
      ]),
    ),
    '',
  ];
}

function failures(results: readonly Result[]): string[] {
  const failed = results.filter(({ case: one, failure }) => failure !== undefined && one.exception === undefined);
  if (failed.length === 0) return ['## Failures', '', 'None.', ''];
  return [
    '## Failures',
    '',
    table(
      ['case', 'source', 'what happened'],
      failed.map(({ case: one, failure }) => [
        inCell(nameOf(one)),
        `${one.source.kind}: ${inCell(one.source.where)}`,
        inCell(failure!),
      ]),
    ),
    '',
  ];
}

function chapter({ contract, results }: Measured): string[] {
  const byOperation = Object.entries(contract.operations).map(([operation, path]) => {
    const its = results.filter(({ case: one }) => one.operation === operation);
    return [`\`${operation}\``, `\`${path}\``, ...SOURCES.map((kind) => scoreOf(of(kind, its))), percentOf(its)];
  });
  const sources = [...new Set(results.map(({ case: one }) => one))];
  return [
    `## ${contract.name}`,
    '',
    table(['operation', '', ...SOURCES, 'score'], byOperation),
    '',
    'Sources:',
    '',
    ...SOURCES.flatMap((kind) => namesOf(kind, sources)),
    '',
    'Operations of the modelled API that Clientela does not serve, as far as public sources name them:',
    '',
    ...(contract.unserved.length === 0
      ? ['None is known.']
      : [
          table(
            ['operation', 'named by'],
            contract.unserved.map(({ operation, where }) => [operation, where]),
          ),
        ]),
    '',
  ];
}

function namesOf(kind: SourceKind, cases: readonly Case[]): string[] {
  const where = [...new Set(cases.filter(({ source }) => source.kind === kind).map(({ source }) => source.where))];
  return where.sort().map((each) => `- ${kind}: ${each}`);
}
