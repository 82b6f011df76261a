import type { ExecutionContext } from '@nestjs/common';
import type { Credential } from '../contracts/credentials.js';
import type { Choice, Grant } from './principal.js';

export type { KeyContract } from '../contracts/index.js';

/** Checks the value of one kind of credential. */
export interface CredentialChecker {
  check(found: string, context: ExecutionContext, credential: Credential): Promise<Grant | Choice>;
}
