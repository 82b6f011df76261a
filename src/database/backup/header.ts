import { type Backup, UnusableBackup } from '../../engine/backup-file/index.js';
import { migrations as known } from '../migrations/index.js';
import type { SequencePositions } from './stored-tables.js';

export const FORMAT = 1;

export interface TenantOfBackup {
  /** Decimal digits. */
  id: string;
  slug: string;
}

/** The first line of a backup. */
export interface BackupHeader {
  format: number;
  /** The version of the program that made it. */
  release: string;
  /** The moment that the rows are of. */
  madeAt: string;
  postgres: string;
  /** Null: all tenants. */
  tenant: TenantOfBackup | null;
  /** The migrations that had made its tables. */
  migrations: readonly string[];
}

/** Checks that this release can restore the backup. */
export function headerOf({ header }: Backup): BackupHeader {
  const { format, release, madeAt, tenant, migrations } = header as unknown as Partial<BackupHeader>;
  if (format !== FORMAT || !isText(release) || !isText(madeAt) || !isListOfTexts(migrations) || !isTenant(tenant))
    throw new UnusableBackup('This is no backup of Clientela, or one of a format that this release does not know');
  const names = known.map(({ name }) => name);
  const unknown = migrations.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UnusableBackup(
      `The backup was made by release ${release}, with changes of the tables that this release does not know. ` +
        'Restore it with that release or a later one',
    );
  return header as unknown as BackupHeader;
}

/** The positions of sequences that stand behind the rows. */
export function sequencesOf({ closing }: Backup): SequencePositions {
  const { sequences } = closing as { sequences?: SequencePositions };
  const isRight = ({ last, isUsed }: SequencePositions[string]) =>
    isText(last) && /^\d{1,19}$/.test(last) && typeof isUsed === 'boolean';
  if (!sequences || !Object.values(sequences).every(isRight))
    throw new UnusableBackup('The backup lacks the positions of sequences');
  return sequences;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;

const isListOfTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

const isTenant = (value: unknown): boolean =>
  value === null ||
  (isText((value as TenantOfBackup | undefined)?.slug) && /^\d{1,19}$/.test((value as TenantOfBackup).id));
