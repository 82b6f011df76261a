import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Drive, Job } from './load.js';
import { processorTime } from './processor.js';
import { RUN_TYPESCRIPT } from './servers.js';

/** The result of one side under load. */
export interface Side extends Drive {
  /** Milliseconds of processor time per request. */
  server: number;
  database: number;
}

/** Drives the load from its own process. */
export async function drive(job: Job): Promise<Drive> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '-r',
    RUN_TYPESCRIPT,
    join(__dirname, 'load.ts'),
    JSON.stringify(job),
  ]);
  return JSON.parse(stdout) as Drive;
}

/** Drives the load, and measures the CPU time of both processes and their children. */
export async function measured(job: Job, server: number, database: number): Promise<Side> {
  const before = [processorTime(server), processorTime(database)] as const;
  const driven = await drive(job);
  return {
    ...driven,
    server: (processorTime(server) - before[0]) / driven.requests,
    database: (processorTime(database) - before[1]) / driven.requests,
  };
}

/**
 * Drives several sides in turn, so that changes on the machine affect all of them. Each round has the opposite order of
 * the one before, because a side that writes slows down the next one. A first round warms them up. The result is the
 * round with the median ratio of the first side to the others. A failed request fails the run.
 */
export async function inTurn<Name extends string>(
  rounds: number,
  sides: Record<Name, () => Promise<Side>>,
): Promise<Record<Name, Side>> {
  const names = Object.keys(sides) as Name[];
  const all: Record<Name, Side>[] = [];
  for (let round = 0; round <= rounds; round++) {
    const taken: Partial<Record<Name, Side>> = {};
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const { failed, requests } = (taken[name] = await sides[name]());
      if (failed > 0) throw new Error(`${failed} of ${requests} requests to the ${name} failed`);
    }
    all.push(taken as Record<Name, Side>);
  }
  const lead = (round: Record<Name, Side>) => round[names[0]!].perSecond / round[names.at(-1)!].perSecond;
  return all.slice(1).toSorted((one, other) => lead(one) - lead(other))[Math.floor(rounds / 2)]!;
}

export const told = ({ perSecond, p50, p99, server, database }: Side) =>
  `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(1).padStart(5)}  p99 ${p99.toFixed(1).padStart(6)} ms  CPU ${server.toFixed(3)} + ${database.toFixed(3)} ms`;
