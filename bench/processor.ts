import { readdirSync, readFileSync } from 'node:fs';

const TICK = 10; // milliseconds; the kernel tells user space hundredths of a second

/** Milliseconds of processor time that a process has had, and with `all` its children too. */
export function processorTime(pid: number, all = false): number {
  const [, parent, own] = statOf(pid) ?? [];
  if (parent === undefined) return 0;
  return own! + (all ? childrenOf(pid).reduce((sum, child) => sum + processorTime(child, true), 0) : 0);
}

/** Bytes that a process has in memory. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

const childrenOf = (pid: number) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((other) => statOf(other)?.[1] === pid);

function statOf(pid: number): [pid: number, parent: number, milliseconds: number] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may have blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [pid, Number(fields[1]), (Number(fields[11]) + Number(fields[12])) * TICK];
  } catch {
    return undefined; // it has ended meanwhile
  }
}
