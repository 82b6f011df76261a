import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Surroundings } from './app.module.js';
import { createApp } from './app.setup.js';
import type { Env } from './config/env.js';
import { offerDemo } from './demo.js';
import { Lifecycle } from './operation/lifecycle.js';
import type { Log } from './operation/log.js';
import { Metrics } from './operation/metrics.js';
import { stop } from './operation/stop.js';
import type { WorkerServer } from './engine/workers/index.js';

/** The application, answered by this process: the whole server, or one of its workers. */
export class ServerProcess implements WorkerServer {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly env: Env,
    private readonly log: Log,
  ) {}

  static async create(surroundings: Surroundings, log: Log): Promise<ServerProcess> {
    return new ServerProcess(await createApp(surroundings, log), surroundings.env, log);
  }

  async offer(url: string): Promise<string | undefined> {
    return this.env.production ? undefined : offerDemo(this.app, this.env, url);
  }

  async listen(): Promise<number> {
    // Not Nest's `listen`, which would log the error a second time.
    const { host, port } = this.env;
    await this.app.getHttpAdapter().getInstance().listen({ host, port });
    this.app.get(Lifecycle).serve();
    return (this.app.getHttpServer().address() as AddressInfo).port;
  }

  stop(closeDatabase: () => Promise<void>): Promise<boolean> {
    return stop(this.app, closeDatabase, this.env.stop, this.log);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  figures(): Promise<string> {
    return this.app.get(Metrics, { strict: false }).figures();
  }
}
