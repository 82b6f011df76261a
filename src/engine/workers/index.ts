export type { Server, Services, WorkerServer } from './messages.js';
export { Supervisor, type SupervisorOptions } from './supervisor.js';
export { isSupervised, runWorker, type SupervisorClient } from './worker.js';
