import type { DataSource } from 'typeorm';
import { ApiKeysRepository } from '../../src/auth/api-keys.repository.js';
import { ErpNoncesRepository } from '../../src/auth/erp-nonces.repository.js';
import { KeptAnswersRepository } from '../../src/auth/idempotency/kept-answers.repository.js';
import { KeyGrantsRepository } from '../../src/auth/key-grants.repository.js';
import { MembershipsRepository } from '../../src/auth/memberships.repository.js';
import { PrivateKeysRepository } from '../../src/auth/private-keys.repository.js';
import { SignedNoncesRepository } from '../../src/auth/signed-nonces.repository.js';
import { TenantsRepository } from '../../src/auth/tenants.repository.js';
import { UserIdentitiesRepository } from '../../src/auth/user-identities.repository.js';
import { UsersRepository } from '../../src/auth/users.repository.js';
import { ChangesRepository } from '../../src/changes/changes.repository.js';
import { CompanyNamesRepository } from '../../src/company-names/company-names.repository.js';
import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { CLASH_KINDS, ClashesRepository } from '../../src/customers/clashes.repository.js';
import type { View } from '../../src/customers/customer-record.js';
import { CustomersRepository } from '../../src/customers/customers.repository.js';
import { EmailsRepository } from '../../src/emails/emails.repository.js';
import type { TenantId } from '../../src/engine/tenant-database/index.js';
import { ErasureRepository } from '../../src/erasure/erasure.repository.js';
import { FeedRepository } from '../../src/feed/feed.repository.js';
import { TrimmingRepository } from '../../src/feed/trimming.repository.js';
import { BlocksRepository } from '../../src/joining/blocks.repository.js';
import { DescriptionsRepository } from '../../src/joining/descriptions.repository.js';
import { MergesRepository } from '../../src/merging/merges.repository.js';
import { PairsRepository } from '../../src/joining/pairs.repository.js';
import { LedgerRepository } from '../../src/ledger/ledger.repository.js';
import { PhonesRepository } from '../../src/phones/phones.repository.js';
import { DeliveriesRepository } from '../../src/webhooks/deliveries.repository.js';
import { type StoredWebhook, WebhooksRepository } from '../../src/webhooks/webhooks.repository.js';
import { WireIdsRepository } from '../../src/wire-ids/wire-ids.repository.js';
import { inRequestWithOwnIds, named } from '../support/own-ids.js';
import { importCallsOf } from './import-calls.js';
import type { Recorder } from './recorder.js';

/** Calls of the methods of one repository, each under a title that begins with the name of the method. */
export interface Calls {
  repository: object;
  calls: Readonly<Record<string, () => unknown>>;
}

const T = 1 as TenantId;
const AT = new Date(0);
const OF_ROW = { fields: ['id', 'displayName', 'updatedAt'] } as const satisfies View;
const LOOKED_UP = {
  fields: ['id', 'email', 'phone', 'firstName', 'paid', 'tenantCurrency', 'childCount', 'children'],
} as const satisfies View;

/** Every repository, by the name of its file. */
export function callsOf(database: Recorder, source: DataSource): Record<string, Calls> {
  const emails = new EmailsRepository(database, source);
  const phones = new PhonesRepository(database, source);
  return {
    customers: customers(new CustomersRepository(database, source), emails),
    emails: points(emails, { email: 'a@example.com' }),
    phones: phonesOf(phones),
    'company-names': owned(new CompanyNamesRepository(database, source), { name: 'A Ltd' }),
    'contact-persons': persons(new ContactPersonsRepository(database, source)),
    changes: changes(new ChangesRepository(database, source)),
    clashes: clashes(new ClashesRepository(database)),
    ledger: ledger(new LedgerRepository(database, source)),
    'api-keys': apiKeys(new ApiKeysRepository(database, source)),
    'key-grants': keyGrants(new KeyGrantsRepository(database, source)),
    'private-keys': privateKeys(new PrivateKeysRepository(database, source)),
    memberships: memberships(new MembershipsRepository(database, source)),
    'erp-nonces': erpNonces(new ErpNoncesRepository(database, source)),
    'kept-answers': keptAnswers(new KeptAnswersRepository(database, source)),
    'signed-nonces': signedNonces(new SignedNoncesRepository(database, source)),
    tenants: tenants(new TenantsRepository(database, source)),
    users: users(new UsersRepository(database, source)),
    'user-identities': identities(new UserIdentitiesRepository(database, source)),
    feed: feed(new FeedRepository(database)),
    trimming: trimming(new TrimmingRepository(database)),
    erasure: erasure(new ErasureRepository(database)),
    webhooks: webhooks(new WebhooksRepository(database, source)),
    deliveries: deliveries(new DeliveriesRepository(database, source)),
    'wire-ids': wireIds(new WireIdsRepository(database, source)),
    ...importCallsOf(database, source),
    blocks: blocks(new BlocksRepository(database)),
    descriptions: descriptions(new DescriptionsRepository(database)),
    pairs: pairs(new PairsRepository(database)),
    merges: merges(new MergesRepository(database, source)),
  };
}

const customers = (repository: CustomersRepository, emails: EmailsRepository): Calls => ({
  repository,
  calls: {
    'find: fields of the row': () => repository.find(T, 7, OF_ROW),
    'find: fields that are looked up': () => repository.find(T, 7, LOOKED_UP),
    'find: the IDs of a contract': () =>
      inRequestWithOwnIds('clients', () => repository.find(T, named('clients', 'customer', '42'), LOOKED_UP)),
    'set: the IDs of a contract': () =>
      inRequestWithOwnIds('erp', () => repository.set(T, 7, { displayName: 'A' }, OF_ROW)),
    'list: the default order of the IDs of a contract': () =>
      inRequestWithOwnIds('clients', () => repository.list(T, { limit: 20, offset: 0 }, OF_ROW)),
    'list: conditions on the IDs of a contract': () =>
      inRequestWithOwnIds('erp', () =>
        repository.list(
          T,
          {
            criteria: [
              { field: 'id', operator: 'greater', value: '42' },
              { field: 'parentId', operator: 'equals', value: '42' },
              { field: 'code', operator: 'startsWith', value: 'CLI' },
            ],
            limit: 20,
            offset: 0,
          },
          OF_ROW,
        ),
      ),
    findWith: () => repository.findWith(T, 7, OF_ROW, { emails: emails.ofCustomer }),
    everyWith: () => repository.everyWith(T, OF_ROW, { emails: emails.ofCustomer }).next(),
    existing: () => repository.existing(T, [7]),
    versionOf: () => repository.versionOf(T, 7),
    versionsOf: () => repository.versionsOf(T, [7]),
    idOfExternalKey: () => repository.idOfExternalKey(T, 'k'),
    survivorOf: () => repository.survivorOf(T, 7),
    idOfToken: () => repository.idOfToken(T, 't'),
    taxIdIsTaken: () => repository.taxIdIsTaken(T, 'x'),
    lock: () => repository.lock(T, [7]),
    lockEvenDeleted: () => repository.lockEvenDeleted(T, 7),
    advisoryLock: () => repository.advisoryLock(T, 'x'),
    reserve: () => repository.reserve(T, 2),
    add: () => repository.add(T, { id: 7, displayName: 'A' }),
    'set: fields of the row': () => repository.set(T, 7, { displayName: 'A', note: null }, OF_ROW),
    'set: fields that are looked up': () => repository.set(T, 7, { displayName: 'A' }, LOOKED_UP),
    setWithVersion: () => repository.setWithVersion(T, 7, { displayName: 'A' }),
    setColumns: () => repository.setColumns(T, 7, { primaryEmailId: 8 }),
    raise: () => repository.raise(T, 7),
    detachChildren: () => repository.detachChildren(T, [7]),
    delete: () => repository.delete(T, [7]),
    restore: () => repository.restore(T, 7, { releaseKey: true }),
    isAtOrAbove: () => repository.isAtOrAbove(T, 6, 7),
    'list: the default order': () => repository.list(T, { limit: 20, offset: 0 }, OF_ROW),
    'list: a first page of a usual size': () => repository.list(T, { limit: 50, offset: 0 }, OF_ROW),
    'list: one customer by its ID': () =>
      repository.list(T, { criteria: [{ field: 'id', operator: 'equals', value: '7' }], limit: 50, offset: 0 }, OF_ROW),
    'list: conditions, words and an order': () =>
      repository.list(
        T,
        {
          criteria: [
            { field: 'email', operator: 'equals', value: 'a@example.com' },
            { field: 'updatedAt', operator: 'greater', value: '2026-01-01T00:00:00Z' },
          ],
          text: 'ann 42',
          order: [{ field: 'displayName', descending: true }],
          limit: 20,
          offset: 40,
        },
        OF_ROW,
      ),
    'list: more rows than one statement reads': () => repository.list(T, { limit: 100, offset: 0 }, OF_ROW),
    page: () => repository.page(T, { limit: 20, offset: 0 }, OF_ROW),
    'count: all': () => repository.count(T, {}),
    'count: those with a condition': () =>
      repository.count(T, { criteria: [{ field: 'displayName', operator: 'equals', value: 'A' }] }),
    'list: a number without a country': () =>
      repository.list(
        T,
        { criteria: [{ field: 'phone', operator: 'equals', value: '202 555 0123' }], limit: 20, offset: 0 },
        OF_ROW,
      ),
    'listAfter: the first page': () => repository.listAfter(T, { order: { field: 'id' }, limit: 50 }, OF_ROW),
    'listAfter: after a name': () =>
      repository.listAfter(
        T,
        { order: { field: 'displayName', descending: true }, after: { key: 'Ann', id: 7 }, limit: 50 },
        OF_ROW,
      ),
    'listAfter: after a time of change': () =>
      repository.listAfter(
        T,
        { order: { field: 'updatedAt' }, after: { key: '2026-01-01T00:00:00.000001Z', id: 7 }, limit: 50 },
        OF_ROW,
      ),
    suggest: () => repository.suggest(T, 'ann', 10, OF_ROW),
  },
});

type Owned = EmailsRepository | PhonesRepository | CompanyNamesRepository;

const owned = (repository: Owned, values: object): Calls => ({
  repository,
  calls: {
    list: () => repository.list(T, 7),
    listShown: () => repository.listShown(T, 7),
    'listShown: the IDs of a contract': () =>
      inRequestWithOwnIds('contacts', () => repository.listShown(T, named('contacts', 'customer', '42'))),
    findShown: () => repository.findShown(T, 7, 8),
    find: () => repository.find(T, 7, 8),
    add: () => repository.add(T, { customerId: 7, ...values }),
    set: () => repository.set(T, 8, values),
    delete: () => repository.delete(T, [8]),
    addAtCommit: () => repository.addAtCommit(T, { id: 8, customerId: 7, ...values }),
    setAtCommit: () => repository.setAtCommit(T, 8, values),
    deleteAtCommit: () => repository.deleteAtCommit(T, [8]),
    reserve: () => repository.reserve(T),
  },
});

function points(repository: EmailsRepository | PhonesRepository, values: object): Calls {
  const { calls } = owned(repository, values);
  return {
    repository,
    calls: { ...calls, listWithPersons: () => repository.listWithPersons(T, 7) },
  };
}

function phonesOf(repository: PhonesRepository): Calls {
  const { calls } = points(repository, { phone: '+12025550123' });
  const compared = [{ id: 8, phoneNormal: '12025550123', isTwin: false }];
  return {
    repository,
    calls: {
      ...calls,
      takeOut: () => repository.takeOut(T, [8]),
      compareAs: () => repository.compareAs(T, compared),
      customersByTenantCountry: () => repository.customersByTenantCountry(T, 7),
    },
  };
}

const persons = (repository: ContactPersonsRepository): Calls => ({
  repository,
  calls: {
    find: () => repository.find(T, 7, 8),
    findRecord: () => repository.findRecord(T, 8),
    'findRecord: the IDs of a contract': () =>
      inRequestWithOwnIds('billing', () => repository.findRecord(T, named('billing', 'contact_person', '42'))),
    versionOf: () => repository.versionOf(T, 8),
    customerOf: () => repository.customerOf(T, 8),
    'list: the IDs of a contract': () =>
      inRequestWithOwnIds('billing', () =>
        repository.list(T, {
          criteria: [{ field: 'customerId', operator: 'equals', value: '42' }],
          limit: 20,
          offset: 0,
        }),
      ),
    'list: the default order': () => repository.list(T, { limit: 20, offset: 0 }),
    'list: a condition and an order': () =>
      repository.list(T, {
        criteria: [{ field: 'email', operator: 'equals', value: 'a@example.com' }],
        order: [{ field: 'lastName', descending: false }],
        limit: 20,
        offset: 0,
      }),
    count: () => repository.count(T, 7),
    add: () => repository.add(T, { customerId: 7, token: 't', firstName: 'Ann' }),
    addAtCommit: () => repository.addAtCommit(T, { id: 8, customerId: 7, token: 't', firstName: 'Ann' }),
    set: () => repository.set(T, 8, { firstName: 'Ann' }),
    setAtCommit: () => repository.setAtCommit(T, 8, { firstName: 'Ann' }),
    reserve: () => repository.reserve(T),
  },
});

const changes = (repository: ChangesRepository): Calls => ({
  repository,
  calls: {
    history: () => repository.history(T, 7, undefined, {}),
    isKnown: () => repository.isKnown(T, 7),
    counted: () => repository.counted(T, AT),
    selected: () => repository.selected(T, { actor: 'key:9' }),
    since: () => repository.since(T, 7, { actor: 'key:9' }, 0),
    present: () => repository.present(T, 7),
    'keyIsTaken: of a customer': () => repository.keyIsTaken(T, 'customer', 7, 'k'),
    'keyIsTaken: of a contact person': () => repository.keyIsTaken(T, 'contact_person', 8, 'k'),
    children: () => repository.children(T, 7),
  },
});

const clashes = (repository: ClashesRepository): Calls => ({
  repository,
  calls: Object.fromEntries(CLASH_KINDS.map((kind) => [`list: ${kind}`, () => repository.list(T, kind)])),
});

const blocks = (repository: BlocksRepository): Calls => ({
  repository,
  calls: {
    stale: () => repository.stale(T, 0, 200),
    lock: () => repository.lock(T, 0),
    known: () => repository.known(T, 0, [7]),
    remove: () => repository.remove(T, 0, [{ id: 7, block: '1' }]),
    put: () => repository.put(T, 0, [{ id: 7, version: 1, blocks: ['1'] }]),
    forget: () => repository.forget(T, 0, [7]),
    forgetAll: () => repository.forgetAll(T, 5),
    candidates: () => repository.candidates(T, 5, [7], 0, false),
    counts: () => repository.counts(T, 5, ['1']),
    total: () => repository.total(T, 5),
    unpaired: () => repository.unpaired(T, 200),
    markPaired: () => repository.markPaired(T, [{ id: 7, version: 1 }]),
    countUnpaired: () => repository.countUnpaired(T),
  },
});

const descriptions = (repository: DescriptionsRepository): Calls => ({
  repository,
  calls: { describe: () => repository.describe(T, [7]) },
});

const PAIR = { one: 7, other: 8, score: 80 };

const pairs = (repository: PairsRepository): Calls => ({
  repository,
  calls: {
    'list: those that wait': () => repository.list(T, { decision: null, customer: null, from: 35, limit: 50 }),
    'list: decided ones': () => repository.list(T, { decision: 'same', customer: null, from: 0, limit: 50 }),
    decisionsOf: () => repository.decisionsOf(T, [PAIR]),
    waitingOf: () => repository.waitingOf(T, [7]),
    replace: () => repository.replace(T, [7], [PAIR]),
    decide: () => repository.decide(T, [{ ...PAIR, decision: 'same' }], 'key:9'),
    forget: () => repository.forget(T, 7),
  },
});

const MOVED = {
  ...{ fields: [], edits: [], records: [], joined: [], persons: [], cleared: {}, children: [], entries: [], ids: [] },
  links: [],
};

const merges = (repository: MergesRepository): Calls => ({
  repository,
  calls: {
    lock: () => repository.lock(T, [7, 8]),
    present: () => repository.present(T, 7),
    list: () => repository.list(T, { customer: 7, before: null, limit: 50 }),
    find: () => repository.find(T, 3),
    chain: () => repository.chain(T, 7),
    of: () => repository.of(T, 7),
    children: () => repository.children(T, 7),
    above: () => repository.above(T, 7),
    entries: () => repository.entries(T, 7),
    entriesById: () => repository.entriesById(T, [5]),
    now: () => repository.now(T),
    add: () => repository.add(T, { intoId: 7, goneId: 8, mergedBy: 'key:9', moved: MOVED }),
    setMoved: () => repository.setMoved(T, 3, MOVED),
    setUndone: () => repository.setUndone(T, 3),
    setCustomer: () => repository.setCustomer(T, 7, { website: null }),
    setRecord: () => repository.setRecord(T, 'email', 5, { name: 'Ada' }),
    'move: emails': () => repository.move(T, 'email', [5], 8, 7),
    'move: contact persons come without pointers': () => repository.move(T, 'contact_person', [5], 8, 7),
    setParent: () => repository.setParent(T, [9], 7),
    moveEntries: () => repository.moveEntries(T, [{ id: 5, customer: 7, payer: null }]),
    redirectIds: () => repository.redirectIds(T, { gone: 8, into: 7, joined: [{ kind: 'email', id: 5, into: 6 }] }),
    giveIdsBack: () =>
      repository.giveIdsBack(T, [{ contract: 'billing', kind: 'customer', wireId: '42', record: 8, isCurrent: true }]),
    redirectLinks: () => repository.redirectLinks(T, 8, 7),
    giveLinksBack: () => repository.giveLinksBack(T, [{ source: 'billing', sourceId: '42' }], 8),
    note: () => repository.note(T, 8, 'merged_into_id', null, 7),
  },
});

const ledger = (repository: LedgerRepository): Calls => ({
  repository,
  calls: {
    list: () => repository.list(T, 7, { limit: 20, offset: 0 }),
    'list: the IDs of a contract': () =>
      inRequestWithOwnIds('accounting', () =>
        repository.list(T, named('accounting', 'customer', '42'), { limit: 20, offset: 0 }),
      ),
    count: () => repository.count(T, 7),
    add: () => repository.add(T, { customerId: 7, kind: 'invoice', amount: '1.00' }),
    known: () => repository.known(T, [7]),
    hasPaymentBy: () => repository.hasPaymentBy(T, 6, 7),
  },
});

const apiKeys = (repository: ApiKeysRepository): Calls => ({
  repository,
  calls: {
    add: () =>
      repository.add(T, {
        contract: 'erp',
        name: 'A',
        hint: 'a',
        publicKey: null,
        secretHash: Buffer.alloc(1),
        permissions: [],
        expiresAt: null,
        accountingCase: null,
        makerUserId: null,
        makerKeyId: null,
        privateKey: null,
      }),
    list: () => repository.list(T),
    find: () => repository.find(T, 8),
    linksOf: () => repository.linksOf(T, 8),
    lock: () => repository.lock(T, 8),
    replace: () => repository.replace(T, 8, 9, 1000),
    revoke: () => repository.revoke(T, 8),
    noteUse: () => repository.noteUse(T, [8]),
  },
});

const keyGrants = (repository: KeyGrantsRepository): Calls => ({
  repository,
  calls: {
    bySecret: () => repository.bySecret('erp', Buffer.alloc(1)),
    byPublicKey: () => repository.byPublicKey('billing', 'p'),
    byId: () => repository.byId(T, 'billing', 8),
  },
});

const privateKeys = (repository: PrivateKeysRepository): Calls => ({
  repository,
  calls: {
    tenantsWithOtherKeys: () => repository.tenantsWithOtherKeys(Buffer.alloc(1)),
    outdated: () => repository.outdated(T, Buffer.alloc(1)),
    replace: () => repository.replace(T, 8, null, Buffer.alloc(1)),
  },
});

const memberships = (repository: MembershipsRepository): Calls => ({
  repository,
  calls: {
    put: () => repository.put(T, 9, []),
    delete: () => repository.delete(T, 9),
    deleteAllOf: () => repository.deleteAllOf(9),
    grantsOf: () => repository.grantsOf(9),
  },
});

const erpNonces = (repository: ErpNoncesRepository): Calls => ({
  repository,
  calls: {
    raise: () => repository.raise(T, 'c', '1'),
    forget: () => repository.forget(T, 'c'),
  },
});

const rethrow = (error: unknown): never => {
  throw error;
};
const KEY = { caller: 'c', route: 'r', key: 'k' };

const keptAnswers = (repository: KeptAnswersRepository): Calls => ({
  repository,
  calls: {
    forgetOf: () => repository.forgetOf(T, 7),
    find: () => repository.find(T, KEY, 24),
    lock: () => repository.lock(T, KEY),
    forget: () => repository.forget(T, KEY),
    addAtCommit: () => {
      const [requestHash, body] = [Buffer.alloc(32), Buffer.alloc(1)];
      repository.addAtCommit(T, { ...KEY, requestHash, status: 200, headers: {}, body, customerIds: [7] }, 24, rethrow);
    },
  },
});

const signedNonces = (repository: SignedNoncesRepository): Calls => ({
  repository,
  calls: {
    spend: () => repository.spend(T, 'p', 'n', AT, AT),
  },
});

const tenants = (repository: TenantsRepository): Calls => ({
  repository,
  calls: {
    add: () =>
      repository.add({
        slug: 'a',
        domain: 'a.example',
        name: 'A',
        baseCurrency: 'USD',
        defaultCountry: 'US',
        timeZone: 'UTC',
        accountingCase: 'camel',
        billingTimes: 'iso',
        joinAt: 72,
        reviewAt: 35,
      }),
    change: () => repository.change('a', { name: 'A' }),
    find: () => repository.find(T),
    findBySlug: () => repository.findBySlug('a'),
    list: () => repository.list(),
    isEmpty: () => repository.isEmpty(),
    listAccounts: () => repository.listAccounts(),
    findAccount: () => repository.findAccount(T),
    details: () => repository.details(T),
    findServed: () => repository.findServed(T),
    setIds: () => repository.setIds(T, { given: ['clients.customer'], hidden: ['erp.code'] }),
    showAnew: () => repository.showAnew(T, 'clients.customer'),
    'setSuspended: suspended': () => repository.setSuspended(T, true),
    'setSuspended: open again': () => repository.setSuspended(T, false),
  },
});

const identities = (repository: UserIdentitiesRepository): Calls => ({
  repository,
  calls: {
    userOf: () => repository.userOf({ issuer: 'https://login.example.com', subject: 's' }),
    listOf: () => repository.listOf(9),
    add: () => repository.add(9, { issuer: 'https://login.example.com', subject: 's' }),
    remove: () => repository.remove(9, 'https://login.example.com'),
    removeAllOf: () => repository.removeAllOf(9),
  },
});

const users = (repository: UsersRepository): Calls => ({
  repository,
  calls: {
    add: () =>
      repository.add({
        email: 'a@example.com',
        login: 'a',
        passwordHash: 'h',
        firstName: null,
        lastName: null,
        mobile: null,
      }),
    'named: by email': () => repository.named('email', 'a@example.com'),
    'named: by login': () => repository.named('login', 'a'),
    find: () => repository.find(9),
    findByEmail: () => repository.findByEmail('a@example.com'),
    'listAccounts: all': () => repository.listAccounts(),
    'listAccounts: of a tenant': () => repository.listAccounts(T),
    findAccount: () => repository.findAccount(9),
    change: () => repository.change(9, { login: 'a' }),
    'setSuspended: suspended': () => repository.setSuspended(9, true),
    'setSuspended: open again': () => repository.setSuspended(9, false),
    setPassword: () => repository.setPassword(9, 'h'),
    endSessions: () => repository.endSessions(9),
    erase: () => repository.erase(9),
  },
});

const PLACE = { writtenBy: '100', seq: '5' };

const feed = (repository: FeedRepository): Calls => ({
  repository,
  calls: {
    era: () => repository.era(),
    renewEra: () => repository.renewEra(),
    ahead: () => repository.ahead(T, 1, PLACE, 100, 400),
    'ahead: in an era that is over': () => repository.ahead(T, 1, PLACE, 100, 400, { isPast: true }),
    rowsOf: () => repository.rowsOf(T, [{ customerId: 7, seq: '8' }]),
    firstSince: () => repository.firstSince(T, 1, AT),
    horizon: () => repository.horizon(T),
    last: () => repository.last(T, 1),
    note: () => repository.note(T, 'key:9', 1, PLACE),
    forget: () => repository.forget(T, 'webhook:9'),
  },
});

const trimming = (repository: TrimmingRepository): Calls => ({
  repository,
  calls: { trim: () => repository.trim(T, AT, 2000, AT) },
});

const erasure = (repository: ErasureRepository): Calls => ({
  repository,
  calls: {
    lock: () => repository.lock(T, 7),
    clear: () => repository.clear(T, 7),
    removeRecords: () => repository.removeRecords(T, 7),
    eraseChanges: () => repository.eraseChanges(T, 7),
  },
});

const MAKER = { makerUserId: null, makerKeyId: 9 };
const FEED_PLACE = { era: 1, ...PLACE };

const webhooks = (repository: WebhooksRepository): Calls => ({
  repository,
  calls: {
    reserve: () => repository.reserve(T),
    add: () =>
      repository.add(T, 8, {
        ...{ contract: 'clientela', url: 'https://example.com', description: null, kinds: null, shownBy: null },
        ...{ secrets: Buffer.alloc(1), ...MAKER, ...FEED_PLACE },
      }),
    list: () => repository.list(T),
    find: () => repository.find(T, 8),
    lock: () => repository.lock(T, 8),
    count: () => repository.count(T),
    remove: () => repository.remove(T, 8),
    change: () => repository.change(T, 8, { url: 'https://example.com', ...MAKER }),
    rotate: () => repository.rotate(T, 8, Buffer.alloc(1)),
    replay: () => repository.replay(T, 8, FEED_PLACE),
    resume: () => repository.resume(T, 8, MAKER, AT),
    pause: () => repository.pause(T, 8, 'caller', AT),
    pauseIfActive: () => repository.pauseIfActive({ tenant: T, id: 8, revision: 1 } as StoredWebhook, 'maker', AT),
    tenantsWithOtherSecrets: () => repository.tenantsWithOtherSecrets(Buffer.alloc(1)),
    outdated: () => repository.outdated(T, Buffer.alloc(1)),
    replaceSecrets: () => repository.replaceSecrets(T, 8, Buffer.alloc(1), Buffer.alloc(2)),
  },
});

const deliveries = (repository: DeliveriesRepository): Calls => ({
  repository,
  calls: {
    due: () => repository.due(0, 32, { ids: [], groups: [] }),
    claimable: () => repository.claimable(T, 8, 0, 50),
    blocked: () => repository.blocked(T, 8, 0),
    count: () => repository.count(T, 8),
    failed: () => repository.failed(T, 8, FEED_PLACE, 50),
    keep: () => repository.keep(T, 8, [{ place: FEED_PLACE, customerId: 7, failures: 1, leftOutAt: 0 }]),
    remove: () => repository.remove(T, 8, [{ place: FEED_PLACE }]),
    removeAll: () => repository.removeAll(T, 8),
    release: () => repository.release(T, 8),
    oldest: () => repository.oldest(T, 8),
    advance: () => repository.advance(T, 8, FEED_PLACE),
    served: () => repository.served(T, 8, 0),
    note: () => repository.note(T, 8, 1, { failures: 1 }),
    end: () => repository.end(T, 8, 1, 'gone'),
  },
});

const CLIENT = { contract: 'clients', kind: 'customer' } as const;
const CODE = { contract: 'erp', kind: 'code' } as const;

const wireIds = (repository: WireIdsRepository): Calls => ({
  repository,
  calls: {
    recordsOf: () => repository.recordsOf(T, CLIENT, ['42']),
    'recordsOf: codes': () => repository.recordsOf(T, CODE, ['CLI-42']),
    shown: () => repository.shown(T, CLIENT, [7]),
    ofRecords: () => repository.ofRecords(T, CLIENT, [7]),
    lock: () => repository.lock(T),
    survivors: () => repository.survivors(T, [7]),
    missing: () => repository.missing(T, 'customer', [7]),
    put: () => repository.put(T, 'clients', [{ kind: 'customer', recordId: 7, id: '42', isCurrent: true }]),
    held: () => repository.held(T, 'clients', [{ kind: 'customer', recordId: 7, id: '42', isCurrent: true }]),
    startAfterEach: () => repository.startAfterEach(T, 'erp', [{ kind: 'code', prefix: 'CLI-', highest: '42' }]),
    highestNative: () => repository.highestNative(T, CLIENT),
    codes: () => repository.codes(T, CODE),
    raise: () => repository.raise(T, CLIENT, { prefix: '', width: 1, next: 43n, most: 99n }),
    startAfter: () => repository.startAfter(T, CLIENT, '42'),
    setOwn: () => repository.setOwn(T, CLIENT, true),
    fill: () => repository.fill(T, CLIENT, 0),
    'fill: codes': () => repository.fill(T, CODE, 0),
    give: () => repository.give(T, 'customer', [7]),
  },
});
