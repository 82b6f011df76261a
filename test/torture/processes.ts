import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The processes that run in a folder or have it in their command line, each with its parent: a PostgreSQL server, its
 * sessions, its watchdog. Empty if there is no /proc.
 */
export function processesOf(folder: string): { pid: number; parent: number; isPostgres: boolean }[] {
  return numbers().flatMap((pid) => {
    try {
      const [cwd, command, status] = [
        readlinkSync(`/proc/${pid}/cwd`),
        readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
        readFileSync(`/proc/${pid}/stat`, 'utf8'),
      ];
      if (!`${cwd}/`.startsWith(`${folder}/`) && !command.includes(`clientela.folder=${folder}`)) return [];
      // The name is in parentheses and may have blanks; the state and the parent follow. A zombie no longer counts as a
      // process.
      const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid, parent: Number(parent), isPostgres: /^\S*\bpostgres\b/.test(command) }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** PostgreSQL processes of a data folder that do not belong to the server that runs in it. */
export function orphansOf(dataFolder: string): number[] {
  const server = Number(readFileSync(join(dataFolder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return processesOf(join(dataFolder, 'postgres')).flatMap(({ pid, parent, isPostgres }) =>
    isPostgres && pid !== server && parent !== server ? [pid] : [],
  );
}

const numbers = () => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
};
