import { ACCOUNTING_CASES, BILLING_TIMES } from '../auth/principal.js';
import { TenantsService } from '../auth/tenants.service.js';
import { command, optional, required, withDefault, WrongUse } from './command.js';
import type { Group } from './program.js';
import { country, currency, hostName, line, newSlug, oneOf, slug, timeZone } from './readers.js';

const create = command({
  name: 'tenant create',
  about: 'Create a tenant. Its slug is the erp account, its domain the clients tenant header, its ID the accounting organization-id.',
  options: {
    slug: required(newSlug, 'Letters, digits, - and _.'),
    name: required(line, 'Name of the company.'),
    domain: optional(hostName, 'Host name in the tenant header of clients. Without one: <slug>.localhost.'),
    currency: withDefault('USD', currency, 'Base currency, ISO 4217.'),
    country: withDefault('US', country, 'Country of numbers and addresses without one, ISO 3166-1.'),
    timeZone: withDefault('UTC', timeZone, 'IANA time zone.'),
  },
  examples: ['tenant create --slug acme --name "Acme Corporation" --domain acme.example --currency EUR --country PT'],
  run: (app, { currency: baseCurrency, country: defaultCountry, ...input }) =>
    app.get(TenantsService).create({ ...input, baseCurrency, defaultCountry }),
});

const set = command({
  name: 'tenant set',
  about: 'Change the settings of a tenant. Running servers follow within a second.',
  options: {
    slug: required(slug, 'Slug of the tenant.'),
    accountingCase: optional(oneOf(ACCOUNTING_CASES), 'Case of the keys in accounting answers.'),
    billingTimes: optional(oneOf(BILLING_TIMES), 'Form of the times in billing answers.'),
  },
  check({ accountingCase, billingTimes }) {
    if (accountingCase === undefined && billingTimes === undefined) {
      throw new WrongUse('nothing to change: --accounting-case or --billing-times is missing');
    }
  },
  run: (app, { slug, ...settings }) => app.get(TenantsService).set(slug, settings),
});

export const tenants: Group = { word: 'tenant', about: 'Tenants: companies with records of their own.', commands: [create, set] };
