import { Client } from 'pg';

/** The owner of the test databases: an ordinary role, as an operator would use. */
const OWNER = 'clientela_owner';

interface Node {
  host: string;
  port: number;
}

interface CitusDatabase {
  url: string;
  /** For a database that was opened without its nodes. */
  addNodes(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A database without tables on every node of a Citus cluster. `CITUS_URL` is the URL of a superuser of the coordinator,
 * in a database in which the workers were added. The nodes let each other in without a password, for every role.
 */
export async function openCitusDatabase(url: string, name: string, { hasNodes = true } = {}): Promise<CitusDatabase> {
  const at = ({ host, port }: Node, database: string) => {
    const place = new URL(url);
    place.hostname = host;
    place.port = String(port);
    place.pathname = database;
    return place.href;
  };
  const [, given] = /^\/(.*)$/.exec(new URL(url).pathname)!;
  const workers = await on(url, (client) => workersOf(client));
  const coordinator = { host: new URL(url).hostname, port: Number(new URL(url).port || 5432) };
  const nodes = [coordinator, ...workers];
  const close = async () => {
    for (const node of nodes) await on(at(node, given!), (one) => one.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  // Citus sends the role to the workers.
  await on(url, (client) =>
    client.query(`DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${OWNER}') THEN
        CREATE ROLE ${OWNER} LOGIN CREATEDB CREATEROLE;
      END IF; END $$`),
  );
  for (const node of nodes) {
    await on(at(node, given!), (one) => one.query(`CREATE DATABASE ${name} OWNER ${OWNER} TEMPLATE template0`));
    await on(at(node, name), (one) => one.query('CREATE EXTENSION citus'));
  }
  const addNodes = () =>
    on(at(coordinator, name), async (client) => {
      await client.query('SELECT citus_set_coordinator_host($1, $2)', [coordinator.host, coordinator.port]);
      for (const { host, port } of workers) await client.query('SELECT citus_add_node($1, $2)', [host, port]);
    });
  if (hasNodes) await addNodes();
  const owner = new URL(at(coordinator, name));
  owner.username = OWNER;
  return { url: owner.href, addNodes, close };
}

const workersOf = async (client: Client): Promise<Node[]> =>
  (
    await client.query<Node>(`SELECT nodename AS host, nodeport AS port FROM pg_dist_node
      WHERE groupid <> 0 AND noderole = 'primary' ORDER BY nodeid`)
  ).rows;

async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
