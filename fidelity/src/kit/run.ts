import type { Case } from './cases.js';
import { pause, type Target } from './target.js';

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

/**
 * The credentials of a contract in a file that has those of all, or of this one alone. Billing is given the key of
 * accounting, with which it records payments.
 */
export function credentialsOf(contract: string, file: Credentials): Credentials {
  const own = (file[contract] ?? file) as Credentials;
  const accounting = file.accounting as Credentials | undefined;
  return contract === 'billing' && accounting ? { accountingKey: accounting.apiKey, ...own } : own;
}

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

/** In seconds, a little more than the window of the published rates. */
const WINDOW = 61;

/** Runs the cases one after the other, those of rates last. Every case has a result. */
export async function run(contract: Contract, running: Running): Promise<Result[]> {
  const { target, ratesTarget, only = () => true } = running;
  const chosen = contract.cases.filter(only);
  const [ofRates, others] = [chosen.filter(({ rate }) => rate), chosen.filter(({ rate }) => !rate)];
  const results = await inTurn(contract, others, target, running);
  // The other cases have used up a part of the rates.
  if (ofRates.length > 0 && others.length > 0 && !ratesTarget) await pause(WINDOW);
  return [...results, ...(await inTurn(contract, ofRates, ratesTarget ?? target, running))];
}

async function inTurn(
  contract: Contract,
  cases: readonly Case[],
  target: Target,
  { credentials, heard }: Running,
): Promise<Result[]> {
  const api = contract.api(target, credentials);
  const results: Result[] = [];
  for (const one of cases) {
    const result = { case: one, failure: await failureOf(one, api) };
    results.push(result);
    heard?.(result);
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
