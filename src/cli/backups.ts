import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { secretsIn } from '../config/secrets.js';
import type { Env } from '../config/env.js';
import { VERSION } from '../config/version.js';
import { databaseCommand, flag, optional, UsageError } from './command.js';
import { writtenWhole } from './new-files.js';
import { existingFile, newFile, slug } from './value-parsers.js';

const keysOf = ({ backupKey = '' }: Env) => secretsIn(backupKey);

export const backup = databaseCommand({
  name: 'backup',
  about:
    'Write a backup of the database, or of one tenant, as of one moment. Servers go on meanwhile. ' +
    'With BACKUP_KEY the file is encrypted; without it, it has personal data and password hashes in plain.',
  options: {
    tenant: optional(slug, 'Only this tenant, with its users.'),
    outputFile: optional(newFile, 'New file, readable by its owner alone. Without it: standard output.'),
  },
  examples: ['backup --output-file clientela.backup', 'backup --tenant acme > acme.backup'],
  check({ outputFile }) {
    if (outputFile === undefined && process.stdout.isTTY)
      throw new UsageError('a terminal cannot keep a backup: give --output-file, or send standard output to a file');
  },
  async operate(env, { tenant, outputFile }, open) {
    const { backUp } = await import('../database/backup/index.js');
    const options = { tenant, release: VERSION, secret: keysOf(env)[0] };
    if (outputFile === undefined) {
      await open((owner) => backUp(owner, process.stdout, options));
      return undefined;
    }
    const { header, rows } = await open((owner) =>
      writtenWhole(outputFile, (output) => backUp(owner, output, options)),
    );
    return { outputFile, isEncrypted: options.secret !== undefined, madeAt: header.madeAt, rows: totalOf(rows) };
  },
});

export const restoring = databaseCommand({
  name: 'restore',
  about:
    'Restore a backup into an empty database, or that of one tenant also beside others. ' +
    'Everything is checked, and if anything is wrong, nothing is restored. ' +
    'Without DATABASE_URL the embedded database is made. Set the JWT_SECRET and ENCRYPTION_KEY of the first server.',
  options: {
    inputFile: optional(existingFile, 'The backup. Without it: standard input.'),
    newId: flag('Give the tenant of the backup a new ID if its own belongs to another tenant.'),
  },
  examples: ['restore --input-file clientela.backup', 'restore < clientela.backup'],
  check({ inputFile }) {
    if (inputFile === undefined && process.stdin.isTTY)
      throw new UsageError('there is no backup: give --input-file, or send the file to standard input');
  },
  async operate(env, { inputFile, newId }, open) {
    const { openBackup } = await import('../engine/backup-file/index.js');
    const { headerOf, restore, restoreTenant } = await import('../database/backup/index.js');
    const input: Readable = inputFile === undefined ? process.stdin : createReadStream(inputFile);
    const backup = await openBackup(input, { secrets: keysOf(env), setting: 'BACKUP_KEY' });
    try {
      // Checked before an embedded database is made for it.
      const { madeAt, release, tenant } = headerOf(backup);
      if (tenant) {
        const { rows, ...restored } = await open((owner) => restoreTenant(owner, backup, { hasNewId: newId }), {
          isMade: true,
        });
        return { ...restored, madeAt, release, rows: totalOf(rows) };
      }
      const rows = await open((owner) => restore(owner, backup), { isMade: true });
      return { madeAt, release, rows: totalOf(rows) };
    } finally {
      backup.close();
    }
  },
});

const totalOf = (rows: Record<string, number>) => Object.values(rows).reduce((sum, count) => sum + count, 0);
