import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSupervised, runWorker, Supervisor } from '../../../src/engine/workers/index.js';

/** A program of this engine alone: a supervisor of two workers that count requests together. It prints its port. */
interface Shared {
  count(): number;
}

function worker(): void {
  runWorker<{ name: string }, Shared>((handover, supervisor) => {
    let served = 0;
    const server = createServer((request, response) => {
      if (request.url === '/end') process.exit(3);
      served++;
      void supervisor
        .call('count')
        .then((count) => response.end(JSON.stringify({ name: handover.name, pid: process.pid, count })));
    });
    return Promise.resolve({
      offer: (url: string) => Promise.resolve(`offered at ${url}`),
      listen: () =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
        ),
      stop: (closeDatabase: () => Promise<void>) =>
        new Promise<boolean>((resolve) => {
          server.close(() => void closeDatabase().then(() => resolve(true)));
          server.closeAllConnections();
        }),
      close: () => Promise.resolve(),
      figures: () => Promise.resolve(JSON.stringify([{ type: 'counter', served }])),
    });
  });
}

async function supervise(): Promise<void> {
  let count = 0;
  let closed = 0;
  const supervisor = new Supervisor<{ name: string }, Shared>({
    workers: 2,
    handover: (place) => ({ name: `worker ${place}` }),
    servicesFor: () => ({
      services: { count: () => ++count },
      ended: () => console.log(JSON.stringify({ ended: true })),
    }),
    stopWithinLimit: (inOrder) => inOrder().then(() => true),
    log: { write: (_level, fields, message) => console.log(JSON.stringify({ ...fields, message })) },
    tell: console.error,
  });
  const offered = await supervisor.offer('http://somewhere');
  console.log(JSON.stringify({ port: await supervisor.listen(), offered }));
  process.on('SIGTERM', () => {
    void supervisor
      .stop(() => Promise.resolve(void closed++))
      .then((inOrder) => {
        console.log(JSON.stringify({ inOrder, closed }));
        process.exit(0);
      });
  });
}

if (isSupervised()) worker();
else void supervise();
