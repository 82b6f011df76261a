import autocannon from 'autocannon';
import { CASES, turn } from './cases.js';

/** What the load process is told, as JSON in its one argument. */
export interface Job {
  url: string;
  /** Which of the cases, and whose words. */
  at: number;
  side: 'server' | 'reference';
  headers: Record<string, string>;
  customers: number;
  seconds: number;
  connections: number;
}

/** What it answers, as JSON on standard output; times in milliseconds. */
export interface Drive {
  perSecond: number;
  p50: number;
  p99: number;
  requests: number;
  failed: number;
}

async function drive({ url, at, side, headers, customers, seconds, connections }: Job): Promise<Drive> {
  const one = CASES[at]![side];
  let count = 0;
  const once = `b${process.pid.toString(36)}${Date.now().toString(36)}`;
  const { requests, latency, errors, non2xx, duration } = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [{ setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...headers }, ...one(turn(customers, `${once}x${count++}`)) }) }],
  });
  return { perSecond: requests.total / duration, p50: latency.p50, p99: latency.p99, requests: requests.total, failed: errors + non2xx };
}

void drive(JSON.parse(process.argv[2]!) as Job).then((driven) => process.stdout.write(JSON.stringify(driven)));
