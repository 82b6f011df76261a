import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeIs } from './data-folder.js';
import { shutDown } from './programs.js';

/** A setting without effect. It marks the server's command line with the folder that it serves. */
export const folderSetting = 'clientela.folder';

/** The contents of postmaster.pid. They show that a server ran in the cluster, not that it still does. */
export function serverIn(cluster: string): { pid: number; isReady: boolean } {
  const [pid, , , , , , , state] = pidFile(cluster);
  return { pid: Number(pid), isReady: state?.trim() === 'ready' };
}

/**
 * Ends a server that outlived the process that had started it, and removes lock files that a dead server left behind.
 * Only the process that holds the data folder may call this.
 */
export async function endPreviousServer(cluster: string, log: (line: string) => void): Promise<void> {
  const { pid } = serverIn(cluster);
  if (pid > 0 && relation(pid, cluster) === 'ours') {
    log(`Ending the PostgreSQL that is still running in ${cluster} (process ${pid})`);
    await shutDown(
      (signal) => send(signal, pid),
      () => relation(pid, cluster) !== 'ours',
    );
  }
  const [left, ...rest] = pidFile(cluster);
  if (left && relation(Number(left), cluster) === 'foreign') {
    throw new Error(
      `${cluster} seems to be in use by a PostgreSQL that Clientela did not start (process ${left}); end it first`,
    );
  }
  // The process ID in the file may belong to another process by now, and PostgreSQL would take that one for a server.
  // It ignores the ID of its own parent, so ours is written instead. The other lines stay: PostgreSQL reads from them
  // whether sessions of the dead server still live.
  if (left) writeFileSync(join(cluster, 'postmaster.pid'), [process.pid, ...rest].join('\n'));
  else rmSync(join(cluster, 'postmaster.pid'), { force: true });
  rmSync(join(cluster, '.s.PGSQL.5432.lock'), { force: true });
}

function pidFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function relation(pid: number, cluster: string): 'ours' | 'foreign' | 'none' {
  const command = commandLine(pid);
  if (command.endsWith(`${folderSetting}=${cluster}`)) return 'ours';
  if (!/\bpostgres\b/.test(command)) return 'none';
  // It is a PostgreSQL that this engine did not start. An operator may have started it by hand.
  const folder = workingFolder(pid);
  return folder === undefined || folder === cluster ? 'foreign' : 'none';
}

/** Empty for a process that has ended, also if it is a zombie. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!codeIs(error, 'ESRCH')) throw error;
  }
}
