import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { requestOf } from '../request-of.js';
import { askForPast } from './as-of.js';
import { readConditions } from './entity-tags.js';
import { IdLookUps, noteIds } from './request-ids.js';

/** The guards of every route of a contract, in their order: `CanActivate[]`. Auth provides them. */
export const GUARDS = Symbol('the guards of every route of a contract');

/** Lets a request in: its credentials, its permission and its pace. */
@Injectable()
export class Admission implements CanActivate {
  constructor(
    @Inject(GUARDS) private readonly guards: readonly CanActivate[],
    private readonly ids: IdLookUps,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    for (const guard of this.guards) {
      if (!(await guard.canActivate(context))) return false;
    }
    noteIds(requestOf(context), this.ids);
    askForPast(requestOf(context));
    readConditions(requestOf(context));
    return true;
  }
}
