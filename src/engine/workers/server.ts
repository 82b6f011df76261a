import type { Semaphore } from '../../auth/hashing/semaphore.js';
import type { Answer, Counters, Step } from '../../auth/throttle/counters.js';
import type { Env } from '../../config/env.js';
import type { Connection } from '../tenant-database/connection.js';
import type { OtherWorkers } from '../../operation/other-workers.js';

/** What answers requests, in one process or in several. */
export interface Server {
  /** Makes the demo tenant where one is wanted and there is none; what to tell the user of it, if anything. */
  offer(url: string): Promise<string | undefined>;
  /** Opens the port; answers its number. */
  listen(): Promise<number>;
  /** Ends in order, the database last; answers whether that was done within the limit. */
  stop(closeDatabase: () => Promise<void>): Promise<boolean>;
  /** For one that did not come to serve. */
  close(): Promise<void>;
}

/** A server that may be one of several. */
export interface Part extends Server {
  /** Its own metrics, as JSON. */
  figures(): Promise<string>;
}

/** What a worker runs with. */
export interface Handover {
  /** Its place among the workers, from 1 on. */
  worker: number;
  env: Env;
  connection: Connection;
  signingSecret: string;
  encryptionKey?: string;
}

/** What a worker has together with the others. */
export interface Shared {
  counters: Counters;
  hashing: Semaphore;
  others: OtherWorkers;
}

/** What a supervisor asks of a worker. */
export interface Work {
  offer(url: string): Promise<string | undefined>;
  listen(): Promise<number>;
  figures(): Promise<string>;
  /** The process ends, with 0 where that was in order. */
  stop(): Promise<void>;
}

/** What a worker asks of its supervisor. */
export interface Supervision {
  handover(): Handover;
  count(...step: Step): Promise<Answer>;
  /** Waits for a turn at hashing a password; `false` where there is none. */
  hashingTurn(): Promise<boolean>;
  /** Ends a turn that was had. */
  hashingDone(): void;
  /** Tells its own figures and answers those of all others. */
  figures(own: string): Promise<string[]>;
}
