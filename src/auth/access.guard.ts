import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { type AllOf, type AnyOf, type Check, CREDENTIALS } from '../contracts/credentials.js';
import { memoized } from '../engine/kit/memoized.js';
import { credentialRefused, Problem } from '../problem.js';
import { requestOf } from '../request-of.js';
import { FailedAttempts } from './throttle/failed-attempts.js';
import { ACCESS, type Access, assertMay } from './access.js';
import { CHECKERS } from './checks/index.js';
import type { CredentialChecker } from './credentials.js';
import { delegatedTo } from './delegation.js';
import { KeyUse } from './key-use.js';
import type { Choice, Grant, Principal, TenantGrant } from './principal.js';

/** The access and the credentials of a route. */
interface Declared {
  access: Access;
  credentials: AnyOf;
}

/** Checks the credentials that the contract declares, then the permission that the route declares. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly checkers = new Map<Check, CredentialChecker>();
  private readonly declared = new WeakMap<object, WeakMap<object, Declared>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly failed: FailedAttempts,
    private readonly keyUse: KeyUse,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access, credentials } = this.declaredBy(context);
    const delegated = delegatedTo(credentials);
    if (access.kind === 'signsIn') {
      requestOf(context).signsIn = true;
      requestOf(context).chosen = await this.choice(credentials, context);
      return true;
    }
    const principal = delegated ?? (await this.identify(credentials, context));
    requestOf(context).principal = principal;
    if (access.permission) assertMay(principal, access.permission);
    return true;
  }

  /** What a route declares. Reading it takes longer than finding it here. */
  private declaredBy(context: ExecutionContext): Declared {
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const ofController = memoized(this.declared, controller, () => new WeakMap<object, Declared>());
    return memoized(ofController, handler, () => ({
      access: this.reflector.get<Access>(ACCESS, handler),
      credentials: this.reflector.getAllAndOverride<AnyOf>(CREDENTIALS, [handler, controller]),
    }));
  }

  private async choice(credentials: AnyOf, context: ExecutionContext): Promise<Choice> {
    const choices = (await this.evidence(chosenSet(credentials, context), context)).filter(
      (one): one is Choice => typeof one === 'function',
    );
    return (tenant) => choices.every((choice) => choice(tenant));
  }

  private async identify(credentials: AnyOf, context: ExecutionContext): Promise<Principal> {
    try {
      const principal = combine(await this.evidence(chosenSet(credentials, context), context));
      if (principal.keyId !== undefined) this.keyUse.note(principal.tenant.id, principal.keyId);
      return principal;
    } catch (error) {
      if (error instanceof Problem && error.kind === 'credential_refused') await this.failed.count(context);
      throw error;
    }
  }

  /** Looks for all credentials before it checks one: a missing header is reported before an invalid one. */
  private async evidence({ all }: AllOf, context: ExecutionContext): Promise<(Grant | Choice)[]> {
    const request = requestOf(context);
    const found = all.map((credential) => ({ credential, value: credential.find(request) }));
    const missing = found.find(({ credential, value }) => value === undefined && !credential.optional);
    if (missing) throw missing.credential.missing();
    const evidence: (Grant | Choice)[] = [];
    for (const { credential, value } of found) {
      if (value !== undefined && credential.check)
        evidence.push(await this.checker(credential.check).check(value, context, credential));
    }
    return evidence;
  }

  private checker(check: Check): CredentialChecker {
    return memoized(this.checkers, check, () =>
      this.modules.get<CredentialChecker>(CHECKERS[check], { strict: false }),
    );
  }
}

function chosenSet({ any }: AnyOf, context: ExecutionContext): AllOf {
  const request = requestOf(context);
  return any.find(({ all }) => all[0]?.find(request) !== undefined) ?? any.at(-1)!;
}

/**
 * A header or a path may select a tenant; only a credential grants one. All credentials must grant the selected tenant.
 */
function combine(evidence: (Grant | Choice)[]): Principal {
  const grants = evidence.filter((one): one is Grant => typeof one !== 'function');
  const choices = evidence.filter((one): one is Choice => typeof one === 'function');
  const [first, ...others] = grants;
  const open = first?.tenants.find(
    ({ tenant }) => choices.every((choice) => choice(tenant)) && others.every((other) => granted(other, tenant.id)),
  );
  // One message, so that a caller cannot tell a missing tenant from a tenant of other people.
  if (!first || !open) throw credentialRefused('The credentials do not open this tenant.');
  return {
    tenant: open.tenant,
    caller: grants.map(({ caller }) => caller).join('+'),
    permissions: open.permissions.filter((permission) =>
      others.every((other) => granted(other, open.tenant.id)?.permissions.includes(permission)),
    ),
    userId: grants.find(({ userId }) => userId !== undefined)?.userId,
    keyId: grants.find(({ keyId }) => keyId !== undefined)?.keyId,
  };
}

const granted = ({ tenants }: Grant, id: number): TenantGrant | undefined =>
  tenants.find(({ tenant }) => tenant.id === id);
