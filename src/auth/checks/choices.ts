import { Injectable } from '@nestjs/common';
import type { CredentialChecker } from '../credentials.js';
import { namesHost } from '../host-name.js';
import type { Choice } from '../principal.js';

/** A header chooses the tenant by its domain. */
@Injectable()
export class TenantHeaderGuard implements CredentialChecker {
  check(domain: string): Promise<Choice> {
    return Promise.resolve((tenant) => namesHost(tenant.domain, domain));
  }
}

/** A header chooses the tenant by its ID. */
@Injectable()
export class OrganizationHeaderGuard implements CredentialChecker {
  check(id: string): Promise<Choice> {
    return Promise.resolve((tenant) => String(tenant.id) === id);
  }
}

/** The path chooses the tenant by its slug. */
@Injectable()
export class AccountPathGuard implements CredentialChecker {
  check(slug: string): Promise<Choice> {
    return Promise.resolve((tenant) => tenant.slug === slug.toLowerCase());
  }
}
