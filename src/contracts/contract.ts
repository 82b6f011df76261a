import type { CanActivate, Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import type { AnyOf } from './credentials.js';
import type { IdForms } from '../own-ids.js';
import type { Problem } from '../problem.js';
import type { Schema } from './schema.js';
import type { Case } from './spelling.js';

/** A refusal in a contract's own words. */
export interface Refusal {
  status: number;
  body: unknown;
}

/** How a contract's API keys begin, so that a leaked one is recognized; or a pair of a public and a private key. */
export type KeyForm = { readonly prefix: string } | 'pair';

/** How long a session of a contract lasts. */
export interface SessionTerms {
  readonly minutes: number | ((env: Env) => number);
  /** An API key opens a session, which is the key's. Otherwise only users have sessions. */
  readonly openedByKey?: boolean;
  /** Each request chooses one of the user's tenants. Otherwise the sign-in has chosen. */
  readonly choosesTenantPerRequest?: boolean;
}

/** What an answer depends on beside its content. */
export interface Asker {
  readonly tenant: { readonly accountingCase: Case };
}

/** The entity tags of a contract. */
export interface EntityTags {
  /** A reading of a record also shows other records, whose changes the tag does not tell. */
  readonly isWeak?: boolean;
  /** What else an answer depends on. */
  readonly variant?: (asker: Asker) => readonly string[];
}

/**
 * The dialect of one published API: its credentials, its envelope and its refusals. A contract is a plain value, listed
 * in `index.ts`. It loads no framework, because the command line reads the list for its help and completion.
 */
export interface Contract {
  readonly name: string;
  readonly title: string;
  /** For the first page of its OpenAPI document; Markdown. */
  readonly description: string;
  readonly credentials: AnyOf;
  /** Set by a contract that has API keys of its own. */
  readonly keys?: KeyForm;
  /** Set by a contract whose callers sign in. */
  readonly sessions?: SessionTerms;
  /** The authentication scheme that a refusal offers in `WWW-Authenticate`. */
  readonly scheme: 'Basic' | 'Bearer';
  /** Guards that run after the credentials were checked. */
  readonly guards?: readonly Type<CanActivate>[];
  /** The paths that are refused in this dialect where no route exists. A contract without it takes all other paths. */
  readonly paths?: RegExp;
  /** Path segments of this contract where an erp address has its account, so no tenant may use them as its slug. */
  readonly reserved: readonly string[];
  readonly success: (result: unknown, status: number, asker?: Asker) => unknown;
  failure(problem: Problem, request: Pick<FastifyRequest, 'id' | 'url'>): Refusal;
  /** The media type of its refusals, if it is not plain JSON. */
  readonly refusalType?: string;
  /** The refusal of an address, or a method of it, that the modelled API has and this server does not have. */
  unserved?(request: Pick<FastifyRequest, 'url' | 'query'>): Problem | undefined;
  /** How the entity tags of its records are made. By default they are strong, and equal for every caller. */
  readonly tags?: EntityTags;
  /** The IDs that a tenant can bring along for this contract: docs/own-ids.md. */
  readonly ids?: IdForms;
  /** Query parameters that each try of a request has anew, so they do not tell two requests apart. */
  readonly anewInEachTry?: readonly string[];
  /** The schema of what `success` makes of an answer; `paged` when that is a Page. */
  envelope(answer: Schema, { status, paged }: { status: number; paged: boolean }): Schema;
  /** The schema of what `failure` answers. */
  readonly refusal: Schema;
}
