import { SupervisorSemaphore } from './auth/hashing/supervisor-semaphore.js';
import { hashingSemaphore, type Semaphore, WorkerSemaphore } from './auth/hashing/semaphore.js';
import { type Answer, type Counters, CountersInMemory, type Step } from './auth/throttle/counters.js';
import { SupervisorCounters } from './auth/throttle/supervisor-counters.js';
import type { Env } from './config/env.js';
import type { Connection } from './engine/tenant-database/index.js';
import {
  runWorker,
  type Server,
  Supervisor,
  type SupervisorClient,
  type WorkerServer,
} from './engine/workers/index.js';
import { Log, logEverythingThrough } from './operation/log.js';
import { ListOfTenants, type MeteredTenants } from './operation/metered-tenants.js';
import type { OtherWorkers } from './operation/other-workers.js';
import { stopWithin } from './operation/stop.js';

/** The settings that a supervisor hands to each of its workers. */
interface Handover {
  /** Its number among the workers, from 1 on. */
  worker: number;
  env: Env;
  connection: Connection;
  signingSecret: string;
  encryptionKey?: string;
}

/** Functions that the supervisor runs for all of its workers. */
interface SharedServices {
  count(...step: Step): Promise<Answer>;
  /** Waits for a slot to hash a password. Resolves to `false` if too many wait already. */
  acquireHashingSlot(): Promise<boolean>;
  /** Returns a slot. */
  releaseHashingSlot(): void;
  /** Gives a tenant figures of its own, if there is room. */
  addTenant(tenant: number): MeteredTenants;
}

/** What a worker shares with the other workers. */
export interface Shared {
  counters: Counters;
  hashing: Semaphore;
  others: OtherWorkers;
}

/** Starts the workers that the settings ask for. `tell` takes error messages for people. */
export function supervise(
  { env, ...surroundings }: Omit<Handover, 'worker'>,
  log: Log,
  tell: (text: string) => void,
): Server {
  const counters = new CountersInMemory();
  const semaphore: Semaphore = hashingSemaphore();
  const tenants = new ListOfTenants(env.metrics.tenants);
  const server = { ...env.server, connections: Math.ceil(env.server.connections / env.workers) };
  const handover = { ...surroundings, env: { ...env, databaseOwnerUrl: undefined, server } };
  return new Supervisor<Handover, SharedServices>({
    workers: env.workers,
    handover: (worker) => ({ ...handover, worker }),
    servicesFor: () => {
      const hashing = new WorkerSemaphore(semaphore);
      return {
        services: {
          count: (...step) => counters.ask(...step),
          acquireHashingSlot: () => hashing.acquire(),
          releaseHashingSlot: () => hashing.release(),
          addTenant: (tenant) => tenants.add(tenant),
        },
        ended: () => hashing.releaseAll(),
      };
    },
    // A process that answers requests must not know the owner of the tables.
    environment: { DATABASE_OWNER_URL: undefined, DATABASE_OWNER_URL_FILE: undefined },
    stopWithinLimit: (inOrder) => stopWithin(env.stop.limit, log, inOrder),
    log,
    tell,
  });
}

/** Runs this process as one of a supervisor's workers. */
export function workForSupervisor(
  create: (surroundings: Handover & { shared: Shared }, log: Log) => Promise<WorkerServer>,
): void {
  runWorker<Handover, SharedServices>(async (handover, supervisor) => {
    const log = new Log(handover.env.log, undefined, { worker: handover.worker });
    logEverythingThrough(log);
    supervisor.whenGone(() => log.write('fatal', {}, 'the supervisor is gone'));
    return create({ ...handover, shared: sharedThrough(supervisor) }, log);
  });
}

const sharedThrough = (supervisor: SupervisorClient<SharedServices>): Shared => ({
  counters: new SupervisorCounters((...step) => supervisor.call('count', ...step)),
  hashing: new SupervisorSemaphore(
    () => supervisor.call('acquireHashingSlot'),
    () => supervisor.call('releaseHashingSlot'),
  ),
  others: {
    figures: (own) => supervisor.figures(own),
    addTenant: (tenant) => supervisor.call('addTenant', tenant),
  },
});
