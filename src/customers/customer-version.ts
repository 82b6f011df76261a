import { conflict } from '../problem.js';
import type { Customer } from './customer.entity.js';

/** The versions of a customer that a change is for; `any` is every version. */
export type Versions = readonly number[] | 'any';

/** It runs while the row is locked, so that no other change comes between. */
export function assertVersion({ version }: Pick<Customer, 'version'>, wanted: Versions): void {
  if (wanted === 'any' || wanted.includes(version)) return;
  throw conflict('precondition_failed', `The customer has changed: its version is ${version}.`, {
    subject: 'customer',
  });
}
