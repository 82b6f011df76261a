import { applyDecorators, Header, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { CountFailedSignIns } from './throttle/failed-sign-ins.js';
import { forbidden } from '../problem.js';
import type { Permission } from './permissions.js';
import type { Principal } from './principal.js';

/**
 * What a route requires of its caller, and how it is counted. The server does not start if a route declares nothing.
 */
export type Access =
  | { kind: 'reads'; permission: Permission }
  | ({ kind: 'writes'; permission: Permission } & WriteOptions)
  /** About the caller's own session, which needs no permission. */
  | { kind: 'reads'; permission?: undefined }
  | ({ kind: 'writes'; permission?: undefined } & WriteOptions)
  | { kind: 'signsIn' };

export interface WriteOptions {
  /** The answer has a secret, so it is not kept for repeated requests. */
  answersSecret?: boolean;
  /** The request has several others in it. Each has a transaction of its own, and its answer is kept by itself. */
  inParts?: boolean;
}

export const ACCESS = 'clientela:access';
export const OPEN = 'clientela:open';

/** For a controller that belongs to no contract and needs no credentials; `reason` says what it serves. */
export const Open = (reason: 'operation') => SetMetadata(OPEN, reason);

const declare = (access: Access) =>
  applyDecorators(
    SetMetadata(ACCESS, access),
    ApiExtension(
      'x-permission',
      access.kind === 'signsIn' ? 'none: this is the sign-in' : (access.permission ?? 'none: any session will do'),
    ),
    ...(answersSecrets(access) ? [Header('Cache-Control', 'no-store')] : []),
  );

const answersSecrets = ({ kind, permission = '' }: { kind: string; permission?: string }) =>
  kind === 'signsIn' || permission.startsWith('keys:') || ['users:write', 'webhooks:write'].includes(permission);

/** Reads records. Counted only if a limit for reads is set. */
export const Reads = (permission: Permission) => declare({ kind: 'reads', permission });

/** Shows callers their own session, whatever their permissions are. */
export const ReadsSession = () => declare({ kind: 'reads' });

/** Changes the caller's own session. Counted like other writes. The answer sets a cookie, so it is not kept. */
export const WritesSession = () => declare({ kind: 'writes', answersSecret: true });

/** Changes records. Counted by the write limit, whatever its HTTP method. */
export const Writes = (permission: Permission, options: WriteOptions = {}) =>
  declare({ kind: 'writes', permission, ...options });

/** A sign-in: no credential yet, at most a choice of tenant (`withCredentials`). Failures are counted per address. */
export const SignsIn = () => applyDecorators(declare({ kind: 'signsIn' }), UseInterceptors(CountFailedSignIns));

/** Requires permissions beyond the one that the route declares, for requests that ask for more. */
export function assertMay(caller: Principal, ...required: Permission[]): void {
  if (!required.every((permission) => may(caller, permission)))
    throw forbidden('You do not have the permission that this needs.');
}

export const may = ({ permissions }: Principal, permission: Permission): boolean => permissions.includes(permission);

/** What a caller needs to change anything of a customer and of its records. */
const ALL_OF_A_CUSTOMER: readonly Permission[] = [
  'customers:read',
  'customers:write',
  'emails:write',
  'phones:write',
  'company-names:write',
  'ledger:write',
];

/** For requests that may change every field of a customer and of its records. */
export const assertMayChangeAll = (caller: Principal): void => assertMay(caller, ...ALL_OF_A_CUSTOMER);
