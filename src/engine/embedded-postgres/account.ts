import { existsSync, readFileSync, statSync } from 'node:fs';
import { chown, lchown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './programs.js';

/** The user that runs the programs that make a cluster, when we are root: initdb needs a user that has a name. */
export const nobody: Account = { uid: 65534, gid: 65534 };

/** User IDs that neither distributions nor systemd assign. */
const UNASSIGNED = Array.from({ length: 14 }, (_, at) => 65520 + at);

/**
 * The user that PostgreSQL runs as, when we are root: the owner of the cluster, or else a user of its own. It is never
 * `nobody`, because other programs that run as `nobody` could read the cluster's files.
 */
export function accountFor(path: string): Account | undefined {
  const me = process.geteuid?.();
  const owner = statSync(path, { throwIfNoEntry: false });
  if (me === 0)
    return owner?.uid && owner.uid !== nobody.uid ? { uid: owner.uid, gid: owner.gid || owner.uid } : ownAccount();
  if (!owner || owner.uid === me) return undefined;
  throw new Error(
    `${path} belongs to user ${owner.uid}: start Clientela as that user or as root, or give the folder to user ${me}`,
  );
}

function ownAccount(): Account {
  const taken = /^[^:]*:[^:]*:(\d+):(\d+)/;
  const numbers = existsSync('/etc/passwd')
    ? readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .flatMap((line) => taken.exec(line)?.slice(1) ?? [])
    : [];
  const uid = UNASSIGNED.find((number) => !numbers.includes(String(number))) ?? nobody.uid;
  return { uid, gid: uid };
}

/**
 * Gives a cluster to the user that PostgreSQL runs as: a copy that root made (a restored backup, say) belongs to root.
 * The folder itself comes last, as the sign that all files were given.
 */
export async function give(path: string, { uid, gid }: Account): Promise<void> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid);
  }
  await chown(path, uid, gid);
}
