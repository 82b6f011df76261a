import { readdirSync, readFileSync } from 'node:fs';

const TICK = 10; // milliseconds; the kernel tells user space hundredths of a second

/** Milliseconds of processor time of a process and its children, including children that have ended. */
export const processorTime = (pid: number): number => familyOf(pid).reduce((sum, one) => sum + one.milliseconds, 0);

/**
 * Bytes in memory of a process and its children. With `shared`, memory that several of them share counts once.
 */
export function memoryOf(pid: number, shared = false): number {
  const [file, field] = shared ? ['smaps_rollup', /^Pss:\s+(\d+)/m] : ['status', /^VmRSS:\s+(\d+)/m];
  return familyOf(pid).reduce(
    (sum, one) => sum + Number(field.exec(textOf(`/proc/${one.pid}/${file}`))?.[1] ?? 0) * 1024,
    0,
  );
}

interface Member {
  pid: number;
  parent: number;
  milliseconds: number;
}

function familyOf(pid: number): Member[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const below = (parent: Member): Member[] => [
    parent,
    ...all.filter((one) => one.parent === parent.pid).flatMap(below),
  ];
  return all.filter((one) => one.pid === pid).flatMap(below);
}

function statOf(pid: number): Member | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  if (!text) return undefined;
  // The name is in parentheses and may have blanks.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // User and system time of the process, and of its children that have ended: database sessions are short-lived.
  const ticks = fields[11]! + fields[12]! + fields[13]! + fields[14]!;
  return { pid, parent: fields[1]!, milliseconds: ticks * TICK };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
