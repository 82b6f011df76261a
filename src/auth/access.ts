import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { CountFailedSignIns } from './throttle/failed-sign-ins.js';
import { forbidden } from '../problem.js';
import type { Permission } from './permissions.js';
import type { Principal } from './principal.js';

/** What a route asks of its caller and how it is counted. A route that says nothing does not start. */
export type Access =
  | { kind: 'reads' | 'writes'; permission: Permission }
  /** About the caller's own session: whoever has one may ask. */
  | { kind: 'reads'; permission?: undefined }
  | { kind: 'signsIn' };

export const ACCESS = 'clientela:access';
export const OPEN = 'clientela:open';

/** Worn by a controller that belongs to no contract and asks for no credential of one; `reason` says whom it serves instead. */
export const Open = (reason: 'operation') => SetMetadata(OPEN, reason);

const declare = (access: Access) =>
  applyDecorators(
    SetMetadata(ACCESS, access),
    ApiExtension(
      'x-permission',
      access.kind === 'signsIn' ? 'none: this is the sign-in' : (access.permission ?? 'none: any session will do'),
    ),
  );

/** Reads the record: counted only where a limit for reads is set. */
export const Reads = (permission: Permission) => declare({ kind: 'reads', permission });

/** Tells callers about their own session, whatever they may do otherwise. */
export const ReadsSession = () => declare({ kind: 'reads' });

/** Changes the record: counted by the write throttle, whatever its method. */
export const Writes = (permission: Permission) => declare({ kind: 'writes', permission });

/** Has no credential yet, at most a choice of tenant (`withCredentials`); what fails here is counted per address. */
export const SignsIn = () => applyDecorators(declare({ kind: 'signsIn' }), UseInterceptors(CountFailedSignIns));

/** For what only some requests of a route ask for: a permission beyond the one that the route declares. */
export function assertMay({ permissions }: Principal, permission: Permission): void {
  if (!permissions.includes(permission)) throw forbidden('You do not have the permission that this needs.');
}
