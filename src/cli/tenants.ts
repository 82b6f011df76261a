import { once } from 'node:events';
import { ACCOUNTING_CASES, BILLING_TIMES } from '../auth/principal.js';
import { TenantAccountsService } from '../auth/tenant-accounts.service.js';
import { TenantsService } from '../auth/tenants.service.js';
import { ID_FORMS, type IdContract } from '../contracts/index.js';
import { PhonesService } from '../phones/phones.service.js';
import { NUMBERINGS, NumberingService } from '../wire-ids/numbering.service.js';
import { command, optional, required, withDefault, UsageError } from './command.js';
import { tenantBySlug } from './lookups.js';
import type { Group } from './program.js';
import { suspensionCommands } from './suspension.js';
import { country, currency, hostName, line, newFile, newSlug, oneOf, slug, timeZone } from './value-parsers.js';
import { writtenTo } from './written-to.js';

const ID_CONTRACTS = Object.keys(ID_FORMS) as IdContract[];
const ID_KINDS = [...new Set(Object.values(ID_FORMS).flatMap((forms) => Object.keys(forms)))];

const ofTenant = { slug: required(slug, 'Slug of the tenant.') };

const create = command({
  name: 'tenant create',
  about:
    'Create a tenant. Its slug is the erp account, its domain the clients tenant header, ' +
    'its ID the accounting organization-id.',
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
  about:
    'Change a tenant. Running servers follow within a second. Its slug and its currency stay as they are. ' +
    'With --country, the phones without a country code are compared in that country, and the command waits for it. ' +
    'If it is interrupted, run it again. Phones that are now duplicates stay; clientela check lists them.',
  options: {
    ...ofTenant,
    name: optional(line, 'Name of the company.'),
    domain: optional(hostName, 'Host name in the tenant header of clients.'),
    country: optional(country, 'Country of numbers and addresses without one, ISO 3166-1.'),
    timeZone: optional(timeZone, 'IANA time zone.'),
    accountingCase: optional(oneOf(ACCOUNTING_CASES), 'Case of the keys in accounting answers.'),
    billingTimes: optional(oneOf(BILLING_TIMES), 'Form of the times in billing answers.'),
  },
  check({ name, domain, country, timeZone, accountingCase, billingTimes }) {
    if ((name ?? domain ?? country ?? timeZone ?? accountingCase ?? billingTimes) !== undefined) return;
    throw new UsageError(
      'nothing to change: give --name, --domain, --country, --time-zone, --accounting-case or --billing-times',
    );
  },
  async run(app, { slug, country: defaultCountry, ...settings }) {
    const tenant = await app.get(TenantsService).set(slug, { ...settings, defaultCountry });
    if (defaultCountry === undefined) return tenant;
    return { ...tenant, ...(await app.get(PhonesService).recompareAll(tenant.id)) };
  },
});

const numbering = command({
  name: 'tenant numbering',
  about:
    'Show which IDs each contract shows of the records of a tenant, or change that. With own, all records get IDs of ' +
    'the contract first, and the command waits for it. If it is interrupted, run it again.',
  options: {
    ...ofTenant,
    contract: optional(oneOf(ID_CONTRACTS), 'Contract to change.'),
    kind: optional(oneOf(ID_KINDS), 'Kind of IDs to change. Without it: all that the contract has.'),
    set: optional(oneOf(NUMBERINGS), 'native: the own ID of the record. own: the ID that it has in the contract.'),
  },
  examples: ['tenant numbering --slug acme', 'tenant numbering --slug acme --contract clients --set own'],
  check({ contract, kind, set }) {
    if ((contract === undefined) !== (set === undefined) || (kind !== undefined && contract === undefined))
      throw new UsageError('give --contract and --set together, or neither');
  },
  async run(app, { slug, contract, kind, set }) {
    const { id } = await tenantBySlug(app, slug);
    const service = app.get(NumberingService);
    const kinds = contract === undefined ? [] : kind === undefined ? Object.keys(ID_FORMS[contract]) : [kind];
    const all =
      contract !== undefined && set !== undefined
        ? await service.set(id, { [contract]: Object.fromEntries(kinds.map((one) => [one, set])) })
        : await service.of(id);
    return Object.entries(all).flatMap(([name, ofContract]) =>
      Object.entries(ofContract).map(([one, shown]) => ({ contract: name, kind: one, numbering: shown })),
    );
  },
});

const list = command({
  name: 'tenant list',
  about: 'List the tenants.',
  run: (app) => app.get(TenantAccountsService).list(),
  emptyText: 'There are no tenants.',
});

const show = command({
  name: 'tenant show',
  about: 'Show a tenant, with how many users, usable keys and customers it has.',
  options: ofTenant,
  run: async (app, { slug }) => app.get(TenantAccountsService).get((await tenantBySlug(app, slug)).id),
});

const suspension = suspensionCommands({
  word: 'tenant',
  about: {
    suspend:
      'Refuse all users, sessions and keys of a tenant. Its records stay. Running servers follow within a second.',
    resume: 'End the suspension of a tenant.',
  },
  options: ofTenant,
  run: async (app, { slug }, action) => app.get(TenantAccountsService)[action]((await tenantBySlug(app, slug)).id),
});

const remove = command({
  name: 'tenant delete',
  about: 'Remove a tenant with all of its records and keys, for good. Its users stay: delete them with user delete.',
  options: ofTenant,
  question: ({ slug }) => `This removes the tenant ${slug} with all of its records, for good.`,
  async run(app, { slug }, owner) {
    const { id } = await tenantBySlug(app, slug);
    return { id, slug, removed: await app.get(TenantAccountsService).delete(id, owner) };
  },
});

const exporting = command({
  name: 'tenant export',
  about:
    'Write all rows of a tenant as NDJSON. Each line is {"table", "row"}. ' +
    'No line has a secret; many have personal data.',
  options: {
    ...ofTenant,
    outputFile: optional(newFile, 'New file, readable by its owner alone. Without it: standard output.'),
  },
  examples: ['tenant export --slug acme --output-file acme.ndjson', 'tenant export --slug acme > acme.ndjson'],
  async run(app, { slug, outputFile }) {
    const { id } = await tenantBySlug(app, slug);
    const lines = app.get(TenantAccountsService).export(id);
    if (outputFile !== undefined) return { slug, outputFile, lines: await writtenTo(outputFile, lines) };
    for await (const line of lines) if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    return undefined;
  },
});

export const tenants: Group = {
  word: 'tenant',
  about: 'Tenants: companies with records of their own.',
  commands: [create, list, show, set, numbering, ...suspension, exporting, remove],
};
