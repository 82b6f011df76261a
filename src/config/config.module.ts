import { type DynamicModule, Module } from '@nestjs/common';
import type { Env } from './env.js';

/** Token of the frozen `Env` of this process. */
export const ENV = Symbol('Env');

@Module({})
export class ConfigModule {
  static with(env: Env): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}
