import type { DatabaseFailure } from './failures.js';

/** The request that a statement runs for, as the application knows it. */
export interface Caller {
  /** Whether the caller has closed the connection before the answer was complete. */
  readonly isDisconnected: boolean;
  /**
   * Calls the listener once, when the answer is complete or the caller has left. Returns a function that removes the
   * listener.
   */
  whenEnded(listener: (isDisconnected: boolean) => void): () => void;
}

/** What the application hands in. */
export interface TenantDatabaseSettings {
  /** The role that every statement runs as. It owns nothing, so row-level security applies to it. */
  readonly role: string;
  /**
   * A proxy (PgBouncer, say) gives each transaction another connection: what is prepared or set on one connection is
   * found on another one, or not at all.
   */
  readonly isProxied: boolean;
  /**
   * The tables are distributed over other servers (Citus), which are sent what SET LOCAL sets inside BEGIN and COMMIT,
   * but not what set_config sets. The name of a function in the database that takes a name and a value, runs SET LOCAL
   * and returns the value.
   */
  readonly setLocally?: string;
  /** A setting that each transaction which may change rows has, for triggers to read, and its value at that moment. */
  readonly note?: { readonly setting: string; readonly value: () => string };
  /** The part of the pool that one tenant may have at once; 1 is all of it. */
  readonly tenantShare: number;
  /** Milliseconds. */
  readonly timeouts: {
    readonly connect: number;
    readonly statement: number;
    /** For lists, counts and searches. */
    readonly list: number;
    readonly lock: number;
    /** For a transaction that does nothing. */
    readonly idleInTransaction: number;
    /** For a list that is streamed, while its client reads nothing. */
    readonly slowReader: number;
  };
  /** A streaming replica that may answer reads. */
  readonly replicaUrl?: string;
  /** The request that the code is running for, if it is running for one. */
  readonly caller?: () => Caller | undefined;
  /** Turns a failure into the error that the application gets. Without it, the application gets the failure itself. */
  readonly toError?: (failure: DatabaseFailure) => Error;
  /** Takes warnings for the log: the replica is not used, or is used again. */
  readonly warn?: (text: string) => void;
}
