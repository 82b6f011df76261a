import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a change comes from. The database keeps it with the change. */
export interface Origin {
  /** `user:7` or `key:9` for a request, `cli` for a command, `server` for what a server does by itself. */
  actor: string;
  contract?: string;
  /** The operation, as the contract's document names it. */
  operation?: string;
  requestId?: string;
  /** Why, in the words of the caller. */
  reason?: string;
}

const actors = new AsyncLocalStorage<string>();

/** Runs work whose changes have this actor: `cli` for a command. Requests have an origin of their own. */
export const actingAs = <Result>(actor: string, work: () => Result): Result => actors.run(actor, work);

const reasons = new AsyncLocalStorage<string>();

/** Runs work whose changes have this reason. The reason that the caller gives follows it. */
export const becauseOf = <Result>(reason: string, work: () => Result): Result => reasons.run(reason, work);

/** The reason of a change: that of the work under way, that of the caller, or both. */
export const reasonWith = (given: string | undefined): string | undefined =>
  [reasons.getStore(), given].filter((one) => one !== undefined).join(': ') || undefined;

const runs = new AsyncLocalStorage<string>();

/** Runs work whose changes are found by this name, as those of one request are by its ID. */
export const asRun = <Result>(name: string, work: () => Result): Result => runs.run(name, work);

/** The origin of what no request does. */
export const originWithoutRequest = (): Origin => ({
  actor: actors.getStore() ?? 'server',
  requestId: runs.getStore(),
});
