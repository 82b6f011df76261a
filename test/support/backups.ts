import { Readable, Writable } from 'node:stream';
import { migrationOptions } from '../../ormconfig.js';
import { backUp, headerOf, restore, restoreTenant } from '../../src/database/backup/index.js';
import { openBackup } from '../../src/engine/backup-file/index.js';

/** A backup in memory, made as the user of the URL. */
export async function backupOf(url: string, options: { tenant?: string; secret?: string } = {}): Promise<Buffer> {
  const parts: Buffer[] = [];
  const output = new Writable({ write: (part: Buffer, _, done) => (parts.push(part), done()) });
  await backUp(migrationOptions({ url }), output, { release: 'test', ...options });
  return Buffer.concat(parts);
}

export async function restoreInto(
  url: string,
  file: Buffer,
  { secrets = [], ...options }: { secrets?: string[]; hasNewId?: boolean } = {},
) {
  const owner = migrationOptions({ url });
  const backup = await openBackup(Readable.from([file]), { secrets, setting: 'BACKUP_KEY' });
  const { tenant } = headerOf(backup);
  return tenant ? restoreTenant(owner, backup, options) : { tenant: undefined, rows: await restore(owner, backup) };
}
