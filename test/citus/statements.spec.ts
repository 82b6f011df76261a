import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

const FOLDER = join(__dirname, '../sql');

interface Recorded {
  title: string;
  text: string;
  values: unknown[];
}

/** The statements of every repository method, as `npm run sql` records them. */
const recorded = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sql'))
  .flatMap((file) => statementsIn(file));

function statementsIn(file: string): Recorded[] {
  const found: Recorded[] = [];
  let title = '';
  let [values, text]: [unknown[], string[]] = [[], []];
  for (const line of readFileSync(join(FOLDER, file), 'utf8').split('\n')) {
    const [, place, json] = /^-- \$(\d+) = (.*)$/.exec(line) ?? [];
    if (place) values[Number(place) - 1] = valueOf(JSON.parse(json!));
    else if (!line.startsWith('--')) text.push(line);
    else if (!/^-- (read|write|system|reserve|snapshot)\b/.test(line)) title = line.slice(3);
    if (!line.endsWith(';') || place) continue;
    found.push({ title: `${file}: ${title}`, text: text.join('\n').replace(/;$/, ''), values });
    [values, text] = [[], []];
  }
  return found;
}

function valueOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? Buffer.from(value.data as number[]) : value;
}

let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query('SET ROLE clientela_app');
});
afterAll(() => client.end());

it('finds the statements', () => expect(recorded.length).toBeGreaterThan(100));

/** Imports are refused on a cluster, because this statement has no plan there. */
const isOfImports = ({ title }: Recorded) => title === 'creation.sql: create';

// A statement over all shards would wait for every worker.
it.each(recorded.filter((one) => !one.text.includes('nextval') && !isOfImports(one)))(
  '$title: one task',
  async ({ text, values }) => {
    await client.query('BEGIN');
    try {
      await client.query("SELECT set_locally('app.tenant', '1')");
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect([...plan.matchAll(/Task Count: (\d+)/g)].filter(([, count]) => Number(count) > 1)).toEqual([]);
      // The coordinator copies rows from such a statement, which row-level security forbids.
      expect(plan).not.toContain('pull to coordinator');
    } finally {
      await client.query('ROLLBACK');
    }
  },
);
