import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { readSecretFile, UnusableFile, writeSecretFile } from './kept-file.js';

export const OWNER = 'clientela';

interface Place {
  host: string;
  port: number;
  database: string;
}

const FILE = 'postgres-password';
const SECRET = /^[\w-]{43}$/;

/**
 * Admits to the embedded server only those who can read the password in the data folder. Each role has a password of its
 * own, which follows from that one, so a process that is given one of them cannot take another role.
 */
export class Access {
  private constructor(private readonly secret: string) {}

  /** For the process that starts the server. A password that is lost or damaged is replaced: the server learns the new one. */
  static open(dataFolder: string): Access {
    const file = join(dataFolder, FILE);
    const known = readSecretFile(file, 'Remove it: the next start makes a new one.')?.trim();
    if (known !== undefined && SECRET.test(known)) return new Access(known);
    const secret = randomBytes(32).toString('base64url');
    writeSecretFile(file, secret);
    return new Access(secret);
  }

  /** For a process beside the one that started the server. */
  static beside(dataFolder: string): Access {
    const file = join(dataFolder, FILE);
    const cure = 'Stop the server and start it again: it makes a new one.';
    const known = readSecretFile(file, cure)?.trim();
    if (known === undefined) throw new UnusableFile(file, 'is missing', cure);
    if (!SECRET.test(known)) throw new UnusableFile(file, 'is damaged', cure);
    return new Access(known);
  }

  passwordOf(role: string): string {
    return createHmac('sha256', this.secret).update(role).digest('base64url');
  }

  /**
   * Before the server starts: a cluster that was not closed with this password (a new one, an earlier version's, a restored
   * one) admits its owner once more, by the socket that the server's own user and root alone can reach.
   */
  prepare(cluster: string, roles: readonly string[]): void {
    if (!this.isClosed(cluster, roles)) writeRules(cluster, `local all ${OWNER} trust\n`);
  }

  /** When it has started: gives the roles their passwords, and closes the server to all who have none. */
  async enforce(cluster: string, connection: Place, roles: readonly string[]): Promise<void> {
    if (this.isClosed(cluster, roles)) return;
    const open = await connected({ ...connection, user: OWNER, password: '' });
    try {
      for (const role of roles) await open.query(madeIfMissing(role));
      for (const role of [OWNER, ...roles]) await open.query(`ALTER ROLE ${role} PASSWORD '${this.passwordOf(role)}'`);
      writeRules(cluster, this.rulesFor(roles));
      await open.query('SELECT pg_reload_conf()');
    } finally {
      await open.end();
    }
    await this.closed({ ...connection, user: OWNER, password: '' });
  }

  private isClosed(cluster: string, roles: readonly string[]): boolean {
    return rulesOf(cluster) === this.rulesFor(roles);
  }

  /** The fingerprint tells whether the roles have the passwords of this file. */
  private rulesFor(roles: readonly string[]): string {
    const fingerprint = createHash('sha256')
      .update([this.secret, OWNER, ...roles].join('\n'))
      .digest('hex');
    return `# Written by Clientela, which overwrites changes. Passwords: ${fingerprint}\nlocal all all scram-sha-256\n`;
  }

  // The server reads its rules a moment after it was told to.
  private async closed(stranger: Place & { user: string; password: string }): Promise<void> {
    for (const until = Date.now() + 30_000; Date.now() < until; await pause(5)) {
      const open = await connected(stranger).catch(() => undefined);
      if (!open) return;
      await open.end();
    }
    throw new Error('The embedded PostgreSQL still admits callers without a password');
  }
}

async function connected(options: Place & { user: string; password: string }): Promise<Client> {
  const client = new Client({ ...options, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const madeIfMissing = (role: string) =>
  `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} LOGIN; END IF; END $$`;

function rulesOf(cluster: string): string | undefined {
  try {
    return readFileSync(rulesFile(cluster), 'utf8');
  } catch {
    return undefined;
  }
}

/** Whole or not at all. It belongs to the user that PostgreSQL runs as, like the cluster. */
const writeRules = (cluster: string, rules: string): void => writeSecretFile(rulesFile(cluster), rules);

const rulesFile = (cluster: string) => join(cluster, 'pg_hba.conf');
