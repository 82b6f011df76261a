import { type ExecutionContext, Injectable } from '@nestjs/common';
import { credentialMissing } from '../../problem.js';
import { type Credential, type CredentialChecker, header } from '../credentials.js';
import { namesHost } from '../host-name.js';
import type { Choice } from '../principal.js';

/** A header that names the tenant by its domain. */
export const tenantHeader = (name: string): Credential => ({
  name,
  scheme: {
    type: 'apiKey',
    in: 'header',
    name,
    description: 'The domain of the tenant: `demo.localhost`. Case, a port and a trailing dot do not matter.',
  },
  find: (request) => header(request, name),
  missing: () => credentialMissing(`The ${name} header is required.`),
  checker: TenantHeaderGuard,
});

@Injectable()
export class TenantHeaderGuard implements CredentialChecker {
  check(domain: string): Promise<Choice> {
    return Promise.resolve((tenant) => namesHost(tenant.domain, domain));
  }
}

/** A header that names the tenant by its id. */
export const organizationHeader = (name: string): Credential => ({
  name,
  scheme: { type: 'apiKey', in: 'header', name, description: 'The id of the organization: `1`.' },
  find: (request) => header(request, name),
  missing: () => credentialMissing('Organization ID is required.', 'organization'),
  checker: OrganizationHeaderGuard,
});

@Injectable()
export class OrganizationHeaderGuard implements CredentialChecker {
  check(id: string): Promise<Choice> {
    return Promise.resolve((tenant) => String(tenant.id) === id);
  }
}

/** A path segment that names the tenant by its slug. */
export const accountInPath = (name: string): Credential => ({
  parameter: {
    name,
    description: 'The name of the account.',
    schema: { type: 'string', maxLength: 63, examples: ['demo'] },
  },
  find: (request) => (request.params as Record<string, string>)[name],
  missing: () => credentialMissing('The account is missing.'),
  checker: AccountPathGuard,
});

@Injectable()
export class AccountPathGuard implements CredentialChecker {
  check(slug: string, _context: ExecutionContext): Promise<Choice> {
    return Promise.resolve((tenant) => tenant.slug === slug.toLowerCase());
  }
}
