import autocannon, { type Request } from 'autocannon';
import type { ContractName } from '../src/contracts/index.js';
import { CASES, type Headers, titleOf, turn } from './cases.js';
import { LISTS } from './lists.js';

/** The input of the load process: JSON in its only argument. */
export interface Job {
  url: string;
  /**
   * The titles of the requests. Each time one is chosen at random; a title that is listed twice is chosen twice as
   * often.
   */
  cases: string[];
  /** Which of the servers to load. */
  side: 'server' | 'reference';
  headers: Headers;
  /** By contract, the headers of each connection instead of the common ones. */
  ownHeaders?: Partial<Record<ContractName, readonly Record<string, string>[]>>;
  customers: number;
  seconds: number;
  connections: number;
}

/** The output of the load process: JSON on standard output, with times in milliseconds. */
export interface Drive {
  perSecond: number;
  p50: number;
  p99: number;
  requests: number;
  failed: number;
}

async function drive({
  url,
  cases,
  side,
  headers,
  ownHeaders = {},
  customers,
  seconds,
  connections,
}: Job): Promise<Drive> {
  const ways = cases.map((title) => wayOf(title, side));
  let count = 0;
  const once = `b${process.pid.toString(36)}${Date.now().toString(36)}`;
  const requestOf = (connection: number): Request => {
    const { contract, call } = ways[Math.floor(Math.random() * ways.length)]!;
    const own = ownHeaders[contract]?.[connection] ?? headers[contract];
    return {
      headers: side === 'server' ? own : JSON_BODY,
      ...call(turn(customers, `${once}x${count++}`, connection)),
    };
  };
  const during = (limits: { duration: number } | { amount: number }) => {
    let opened = 0;
    return autocannon({
      url,
      connections,
      ...limits,
      timeout: 60,
      setupClient: (client) => {
        const connection = opened++;
        client.setRequests([{ setupRequest: (request) => ({ ...request, ...requestOf(connection) }) }]);
      },
    });
  };
  let driven = await during({ duration: seconds });
  let total = driven.requests.total;
  // Wait for the last requests, even if they take as long as the whole run: an aborted request would have no time.
  if (total < 3 * connections) {
    driven = await during({ amount: 3 * connections });
    total += driven.requests.total;
  }
  const { requests, latency, errors, non2xx, duration } = driven;
  return {
    perSecond: requests.total / duration,
    p50: latency.p50,
    p99: latency.p99,
    requests: total,
    failed: errors + non2xx,
  };
}

const JSON_BODY = { 'content-type': 'application/json' };

function wayOf(title: string, side: Job['side']) {
  const one = [...CASES, ...LISTS].find((other) => titleOf(other) === title);
  const call = one && (side === 'server' ? one.server : 'reference' in one ? one.reference : undefined);
  if (!one || !call) throw new Error(`There is no “${title}” of the ${side}`);
  return { contract: one.contract, call };
}

void drive(JSON.parse(process.argv[2]!) as Job).then((driven) => process.stdout.write(JSON.stringify(driven)));
