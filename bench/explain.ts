import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnPostgres } from '../test/support/own-postgres.js';
import type { Demo } from '../src/demo.js';
import { credentials, titleOf, turn } from './cases.js';
import { type List, PAGES } from './lists.js';
import { inProduction } from './servers.js';

/** A plan in PostgreSQL's JSON. Its row counts are averages of one loop. */
interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Alias?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Filter?: string;
  'Join Filter'?: string;
  'Sort Key'?: string[];
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

interface Statement {
  text: string;
  plan: Plan;
  milliseconds: number;
}

export interface Explained {
  title: string;
  path: string;
  returned: number;
  statements: Statement[];
  /** The scan of a table or an index that reads most rows. */
  most: Scan;
  /** The scans that read more rows than the page has. */
  findings: Scan[];
  /** The scan that reads most rows for the page, and not for the count of all rows that match. */
  mostForPage: Scan;
}

interface Scan {
  what: string;
  rows: number;
}

/** The lists that are explained, and how many customers there are. */
interface Asking {
  lists: readonly List[];
  customers: number;
}

const FIRST_PAGES: Asking = { lists: PAGES, customers: 1 };

/**
 * The plans of the statements that a server sends for each list, by default for each one without a filter, from
 * PostgreSQL's auto_explain. It uses a second server with connections of its own, so that no measured statement is
 * explained.
 */
export async function explainPages(
  postgres: Pick<OwnPostgres, 'url' | 'run'>,
  place: string,
  demo: Demo,
  { lists, customers }: Asking = FIRST_PAGES,
): Promise<Explained[]> {
  await postgres.run(EXPLAIN.map(([name, value]) => `ALTER ROLE CURRENT_USER SET ${name} = '${value}'`).join('; '));
  const server = inProduction(place, postgres.url);
  try {
    await server.start();
    const headers = await credentials(server.url, demo);
    const explained: Explained[] = [];
    for (const one of lists) {
      const { path } = one.server(turn(customers, ''));
      // All caches are empty now, so the server sends every statement.
      const from = statSync(join(place, LOG)).size;
      const answer = await fetch(server.url + path, { headers: headers[one.contract] });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      const returned = one.rows(await answer.json()).length;
      explained.push(
        explainedOf(
          one,
          path,
          returned,
          statementsIn(readFileSync(join(place, LOG)).subarray(from).toString()).filter(isOfTheList),
        ),
      );
    }
    return explained;
  } finally {
    await server.stop();
    await postgres.run(EXPLAIN.map(([name]) => `ALTER ROLE CURRENT_USER RESET ${name}`).join('; '));
  }
}

const LOG = 'postgres/postgres.log';

const EXPLAIN: readonly (readonly [name: string, value: string])[] = [
  ['session_preload_libraries', 'auto_explain'],
  ['auto_explain.log_min_duration', '0'],
  ['auto_explain.log_analyze', 'on'],
  ['auto_explain.log_timing', 'off'],
  ['auto_explain.log_nested_statements', 'on'],
  ['auto_explain.log_format', 'json'],
];

/** An entry begins after a time. Its further lines begin with a tab. */
const statementsIn = (log: string): Statement[] =>
  [...log.matchAll(/ LOG: {2}duration: ([\d.]+) ms {2}plan:\n((?:\t[^\n]*\n|\{\n)+)/g)].map(
    ([, milliseconds, json]) => {
      const { 'Query Text': text, Plan: plan } = JSON.parse(json!) as { 'Query Text': string; Plan: Plan };
      return { text, plan, milliseconds: Number(milliseconds) };
    },
  );

/** Leaves out the statements that check credentials: their tables have a few rows, which PostgreSQL reads at once. */
const isOfTheList = ({ plan }: Statement) =>
  nodesOf(plan).some(({ 'Relation Name': table }) => table !== undefined && !CREDENTIALS.includes(table));

const CREDENTIALS = ['tenants', 'users', 'memberships', 'api_keys', 'erp_nonces', 'signed_nonces'];

function explainedOf(list: List, path: string, returned: number, statements: Statement[]): Explained {
  const scans = statements.flatMap(({ plan }) => scansOf(plan));
  if (returned === 0 || scans.length === 0)
    throw new Error(`${path}: ${returned} rows by ${scans.length} scans explain nothing`);
  return {
    title: titleOf(list),
    path,
    returned,
    statements,
    most: largest(scans),
    findings: scans.filter(({ rows }) => rows > returned),
    mostForPage: largest(statements.flatMap(({ plan }) => scansOf(plan, isOfCount))),
  };
}

const largest = (scans: readonly Scan[]): Scan => scans.reduce((one, other) => (other.rows > one.rows ? other : one));

/** The scans in a plan, without those below nodes that are left out. */
const scansOf = (plan: Plan, isLeftOut: (plan: Plan) => boolean = () => false): Scan[] =>
  isLeftOut(plan)
    ? []
    : [
        ...(scansSomething(plan) ? [{ what: nameOf(plan), rows: readBy(plan) }] : []),
        ...(plan.Plans ?? []).flatMap((below) => scansOf(below, isLeftOut)),
      ];

/** The count of all rows is an aggregate that runs once. Sums that a row shows are aggregates that run for each row. */
const isOfCount = ({ 'Node Type': type, 'Actual Loops': loops }: Plan) => type === 'Aggregate' && loops === 1;

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** A node that reads the rows of other nodes reads none itself. */
const scansSomething = (plan: Plan) =>
  plan['Node Type'].includes('Scan') && (plan['Relation Name'] ?? plan['Index Name']) !== undefined;

/** The rows that a scan read, including those that it discarded. */
const readBy = (plan: Plan) =>
  Math.round(
    (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) *
      plan['Actual Loops'],
  );

function nameOf({ 'Node Type': type, 'Relation Name': table, 'Index Name': index, Alias: alias }: Plan): string {
  return [
    type,
    ...(index ? [`using ${index}`] : []),
    ...(table ? [`on ${table}`] : []),
    ...(alias && alias !== table ? [alias] : []),
  ].join(' ');
}

/** The report, as Markdown. */
export function plansText(explained: Explained[], about: string): string {
  const rows = explained.map(
    ({ title, path, returned, most, findings }) =>
      `| ${title} | \`GET ${path}\` | ${returned} | ${most.rows} | ${most.what} | ${findings.length === 0 ? 'yes' : '**no**'} |`,
  );
  return [
    '# The plans of the lists without a filter\n',
    `${about} Written by \`npm run bench:plans\` and \`npm run bench:scale\`: the statements that the server sent, with the plans that PostgreSQL took.`,
    'A scan reads the rows that it returns and those that it discards, in all its loops. No scan should read more rows than the page has.\n',
    '| list | request | rows returned | rows read by one scan | by | no more than returned |\n|---|---|---|---|---|---|',
    ...rows,
    ...explained.map(chapterOf),
    '',
  ].join('\n');
}

const chapterOf = ({ title, path, returned, statements, findings }: Explained) =>
  [
    `\n## ${title}\n`,
    `\`GET ${path}\` returned ${returned} rows.\n`,
    ...findings.map(({ what, rows }) => `- **${rows} rows** are read by ${what}.`),
    ...statements.map(
      ({ text, plan, milliseconds }) =>
        `\n\`\`\`\n${brief(text)}\n\n${linesOf(plan, returned).join('\n')}\n${milliseconds.toFixed(1)} ms\n\`\`\``,
    ),
  ].join('\n');

/** Shortens the list of columns in a statement. */
const brief = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(\b\w+\."?\w+"?( AS "?\w+"?)?, ){3,}/g, '…, ');

function linesOf(plan: Plan, returned: number, depth = 0): string[] {
  const about = (['Index Cond', 'Recheck Cond', 'Filter', 'Join Filter'] as const).flatMap((name) =>
    plan[name] ? [`${name}: ${plan[name]}`] : [],
  );
  const order = plan['Sort Key'] ? [`Sort Key: ${plan['Sort Key'].join(', ')}`] : [];
  const removed = (['Rows Removed by Filter', 'Rows Removed by Index Recheck'] as const).flatMap((name) =>
    plan[name] ? [`${name}: ${plan[name]}`] : [],
  );
  const mark = scansSomething(plan) && readBy(plan) > returned ? '   <-- reads more than is returned' : '';
  const indent = '  '.repeat(depth);
  return [
    `${indent}${nameOf(plan)}   rows=${plan['Actual Rows']} loops=${plan['Actual Loops']}${mark}`,
    ...[...about, ...order, ...removed].map((line) => `${indent}    ${line}`),
    ...(plan.Plans ?? []).flatMap((below) => linesOf(below, returned, depth + 1)),
  ];
}
