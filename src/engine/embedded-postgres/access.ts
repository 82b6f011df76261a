import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { readSecretFile, UnusableFile, writeSecretFile } from '../kit/secret-files.js';

export const OWNER = 'clientela';

interface Place {
  host: string;
  port: number;
  database: string;
}

const FILE = 'postgres-password';
const SECRET = /^[\w-]{43}$/;

/**
 * Passwords of the embedded server. Only a process that can read the password file in the data folder can connect. Each
 * role has a password of its own, derived from the one in the file: a process that knows one role's password cannot use
 * another role.
 */
export class Access {
  private constructor(private readonly secret: string) {}

  /** For the process that starts the server. A lost or damaged password is replaced, and `enforce` sets the new one. */
  static open(dataFolder: string): Access {
    const file = join(dataFolder, FILE);
    const known = readSecretFile(file, 'Remove it: the next start makes a new one.')?.trim();
    if (known !== undefined && SECRET.test(known)) return new Access(known);
    const secret = randomBytes(32).toString('base64url');
    writeSecretFile(file, secret);
    return new Access(secret);
  }

  /** For another process than the one that started the server. */
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
   * Call this before the server starts. A cluster that does not have these passwords yet (a new, an older or a restored
   * one) lets its owner connect without one, over a socket that only the server's own user and root can reach.
   */
  prepare(cluster: string, roles: readonly string[]): void {
    if (!this.isClosed(cluster, roles)) writeRules(cluster, `local all ${OWNER} trust\n`);
  }

  /** Call this when the server has started: sets the passwords of the roles, and from then on requires them. */
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
    await this.passwordRequired({ ...connection, user: OWNER, password: '' });
  }

  private isClosed(cluster: string, roles: readonly string[]): boolean {
    return rulesOf(cluster) === this.rulesFor(roles);
  }

  /**
   * The text of `pg_hba.conf`. Its fingerprint shows whether the roles have the passwords that follow from this file.
   */
  private rulesFor(roles: readonly string[]): string {
    const fingerprint = createHash('sha256')
      .update([this.secret, OWNER, ...roles].join('\n'))
      .digest('hex');
    return `# Written by Clientela, which overwrites changes. Passwords: ${fingerprint}\nlocal all all scram-sha-256\n`;
  }

  // The server reads its rules a moment after pg_reload_conf().
  private async passwordRequired(withoutPassword: Place & { user: string; password: string }): Promise<void> {
    for (const until = Date.now() + 30_000; Date.now() < until; await pause(5)) {
      const open = await connected(withoutPassword).catch(() => undefined);
      if (!open) return;
      await open.end();
    }
    throw new Error('The embedded PostgreSQL still admits callers without a password');
  }
}

async function connected(options: Place & { user: string; password: string }): Promise<Client> {
  const client = new Client({ ...options, connectionTimeoutMillis: 10_000 }) as Client & {
    connection: { stream: Duplex };
  };
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    // The server would wait a minute for the password, and every DROP DATABASE with it.
    client.connection.stream.destroy();
    throw error;
  }
  return client;
}

const madeIfMissing = (role: string) =>
  `DO $$ BEGIN
     IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} LOGIN; END IF;
   END $$`;

function rulesOf(cluster: string): string | undefined {
  try {
    return readFileSync(rulesFile(cluster), 'utf8');
  } catch {
    return undefined;
  }
}

/** The file is written whole or not at all, and belongs to the user that PostgreSQL runs as. */
const writeRules = (cluster: string, rules: string): void => writeSecretFile(rulesFile(cluster), rules);

const rulesFile = (cluster: string) => join(cluster, 'pg_hba.conf');
