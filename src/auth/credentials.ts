import type { ExecutionContext, Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import type { Problem } from '../problem.js';
import type { Choice, Grant } from './principal.js';

/** One thing that a request must carry. The guard enforces it, and the OpenAPI document shows it. */
export interface Credential {
  /** Name of the OpenAPI security scheme. None if it is part of the path. */
  readonly name?: string;
  readonly scheme?: object;
  /** The path parameter, if it is part of the path. */
  readonly parameter?: { name: string; description: string; schema: Readonly<Record<string, unknown>> };
  /** The unchecked value in the request. */
  find(request: FastifyRequest): string | undefined;
  missing(): Problem;
  /** Grants something, or narrows what others grant. None if the sign-in itself checks the value. */
  readonly checker?: Type<CredentialChecker>;
  /** For the checker: the contract of the token or key. */
  readonly contract?: string;
  readonly optional?: boolean;
}

export type { KeyContract } from '../contracts/index.js';

/** How a contract's API keys begin, so that a leaked one is recognized; or a pair of a public and a private key. */
export type KeyForm = { readonly prefix: string } | 'pair';

/** How long a session of a contract lasts. */
export interface SessionTerms {
  readonly minutes: number | ((env: Env) => number);
}

export interface CredentialChecker {
  check(found: string, context: ExecutionContext, credential: Credential): Promise<Grant | Choice>;
}

/** All of these together: one OpenAPI requirement with several keys. */
export interface AllOf {
  readonly all: readonly Credential[];
}

/** One of these sets: several OpenAPI requirements. The first set whose first credential was sent is used. */
export interface AnyOf {
  readonly any: readonly AllOf[];
}

export const allOf = (...all: Credential[]): AnyOf => ({ any: [{ all }] });
export const anyOf = (...sets: AnyOf[]): AnyOf => ({ any: sets.flatMap((set) => set.any) });
export const optional = (credential: Credential): Credential => ({ ...credential, optional: true });

export const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name.toLowerCase()];
  return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
};

/** The token of `Authorization: Bearer <token>`; RFC 6750, the scheme's name in any case. */
export const bearerToken = (request: FastifyRequest) =>
  /^bearer +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
