import type { Case } from './cases.js';
import type { Target } from './target.js';

/** A contract under test: its cases, and what its cases speak through. */
export interface Contract<Api = unknown> {
  name: string;
  /** What it is modelled on. */
  model: string;
  /** Operation IDs of its document, each with its method and path. */
  operations: Readonly<Record<string, string>>;
  cases: readonly Case<Api>[];
  /** Operations of the modelled API that Clientela does not have. */
  unserved: readonly Unserved[];
  /** Throws if the credentials lack what every case needs. */
  api(target: Target, credentials: Credentials): Api;
}

export interface Unserved {
  operation: string;
  /** The source that names it. */
  where: string;
}

/** The content of the credentials file for one contract. */
export type Credentials = Record<string, unknown>;

export interface Result {
  case: Case;
  /** Why the rule does not hold. */
  failure?: string;
}

export interface Running {
  target: Target;
  /** A target with the published rates, for the cases that use them up. */
  ratesTarget?: Target;
  credentials: Credentials;
  /** Which cases run. All without it. */
  only?: (one: Case) => boolean;
  heard?: (result: Result) => void;
}

/** Runs the cases one after the other, those of rates last. Every case has a result. */
export async function run(
  contract: Contract,
  { target, ratesTarget, credentials, only, heard }: Running,
): Promise<Result[]> {
  const chosen = contract.cases.filter((one) => only?.(one) ?? true);
  const results: Result[] = [];
  for (const [rate, at] of [
    [false, target],
    [true, ratesTarget ?? target],
  ] as const) {
    const api = contract.api(at, credentials);
    for (const one of chosen.filter((each) => (each.rate ?? false) === rate)) {
      const result = { case: one, failure: await failureOf(one, api) };
      results.push(result);
      heard?.(result);
    }
  }
  return results;
}

async function failureOf(one: Case, api: unknown): Promise<string | undefined> {
  try {
    await one.run(api);
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return error instanceof Error ? error.message + cause : String(error);
  }
}

/** The name of a case, as reports and `--only` have it. */
export const nameOf = ({ contract, operation, title }: Case) => `${contract} ${operation}: ${title}`;
