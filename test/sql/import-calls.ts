import type { DataSource } from 'typeorm';
import type { TenantId } from '../../src/engine/tenant-database/index.js';
import { CreationRepository } from '../../src/imports/creation.repository.js';
import type { Import } from '../../src/imports/import.entity.js';
import { ImportsRepository } from '../../src/imports/imports.repository.js';
import { RunRepository } from '../../src/imports/run.repository.js';
import { StagedRowsRepository } from '../../src/imports/staged-rows.repository.js';
import { UndoRepository } from '../../src/imports/undo.repository.js';
import { UpdatingRepository } from '../../src/imports/updating.repository.js';
import type { Calls } from './calls.js';
import type { Recorder } from './recorder.js';

const T = 1 as TenantId;
const AT = new Date(0);
const FAULT = { field: 'name', why: 'is required' };

/** The repositories of imports, by the names of their files. */
export const importCallsOf = (database: Recorder, source: DataSource): Record<string, Calls> => ({
  creation: creation(new CreationRepository(database, source)),
  imports: imports(new ImportsRepository(database, source)),
  run: run(new RunRepository(database)),
  'staged-rows': stagedRows(new StagedRowsRepository(database, source)),
  undo: undo(new UndoRepository(database)),
  updating: updating(new UpdatingRepository(database)),
});

const creation = (repository: CreationRepository): Calls => ({
  repository,
  calls: {
    create: () =>
      repository.create(
        T,
        { importId: 3, source: 'crm', contract: 'contacts', kinds: ['customer'], most: '99' },
        [1, 2],
      ),
    reserve: () => repository.reserve(T, 'customers', 2),
  },
});

const imports = (repository: ImportsRepository): Calls => ({
  repository,
  calls: {
    add: () => repository.add(T, { name: 'a', source: 'crm', contract: 'contacts', mapping: null, actor: 'cli' }),
    find: () => repository.find(T, 3),
    lock: () => repository.lock(T, 3),
    list: () => repository.list(T),
    'list: older ones': () => repository.list(T, 9),
    credentials: () => repository.credentials(T, 3),
    wanted: () => repository.wanted([T]),
    set: () => repository.set(T, 3, { state: 'planned', leftOver: { mood: 1 } }),
  },
});

const run = (repository: RunRepository): Calls => ({
  repository,
  calls: {
    take: () => repository.take(T, 3, 0, 0, 500),
    toBring: () => repository.toBring(T, 3, 0, 0, 500),
    left: () => repository.left(T, 3),
    lastTurn: () => repository.lastTurn(T, 3),
    lock: () => repository.lock(T, 3, 1),
    checkAgain: () => repository.checkAgain(T, 3, [1]),
    finishUnchanged: () => repository.finishUnchanged(T, 3, 'crm', [1]),
    finish: () => repository.finish(T, 3, 'crm', 1, 2),
    refuse: () => repository.refuse(T, 3, 1, [FAULT]),
    hasRunSince: () => repository.hasRunSince(T, { id: 3, source: 'crm', changedAt: AT } as Import),
    'highestId: of customers': () => repository.highestId(T, 3, 'customer', '99'),
    'highestId: of emails': () => repository.highestId(T, 3, 'email', '99'),
    'highestId: of addresses': () => repository.highestId(T, 3, 'billing_address', '99'),
    giveMissing: () => repository.giveMissing(T, 'customer', [7]),
    entriesOf: () => repository.entriesOf(T, [7]),
    arrivedParents: () => repository.arrivedParents(T, 'crm'),
    stopWaiting: () => repository.stopWaiting(T, 'crm', '42'),
  },
});

const STAGED = {
  row: 1,
  sourceId: '42',
  digest: '00000000-0000-0000-0000-000000000000',
  content: '{}',
  draft: null,
  externalKey: null,
  token: null,
  parent: null,
  faults: [FAULT],
  notes: null,
};

const stagedRows = (repository: StagedRowsRepository): Calls => ({
  repository,
  calls: {
    stage: () => repository.stage(T, 3, [STAGED]),
    stagedOf: () => repository.stagedOf(T, 3, ['42']),
    draftedAfter: () => repository.draftedAfter(T, 3, 0),
    customersOfSource: () => repository.customersOfSource(T, 'crm', [7]),
    progress: () => repository.progress(T, 3),
    adoptChildren: () => repository.adoptChildren(T, 3),
    planFrom: () => repository.planFrom(T, { importId: 3, source: 'crm', after: 0, most: 2000 }),
    plan: () =>
      repository.plan(T, 3, [
        { row: 1, outcome: 'create', customerId: 7, version: null, faults: null, notes: [FAULT] },
      ]),
    findParents: () => repository.findParents(T, 3, 'crm'),
    takeTurn: () => repository.takeTurn(T, 3, 1),
    breakCircle: () => repository.breakCircle(T, 3),
    draftsOf: () => repository.draftsOf(T, 3, [1]),
    page: () => repository.page(T, 3, 0),
    'page: of one outcome': () => repository.page(T, 3, 0, 'create'),
    'page: of what is listed': () => repository.page(T, 3, 0, 'listed'),
    refusedAfter: () => repository.refusedAfter(T, 3, 0),
    totals: () => repository.totals(T, 3),
    forgetOf: () => repository.forgetOf(T, 7),
  },
});

const undo = (repository: UndoRepository): Calls => ({
  repository,
  calls: {
    created: () => repository.created(T, 3, 0, 99, 200),
    changed: () => repository.changed(T, 3, 0, 200),
    remove: () => repository.remove(T, 3, [1]),
    takenBack: () => repository.takenBack(T, 3, 'crm', [7]),
    noteStay: () => repository.noteStay(T, 3),
    counts: () => repository.counts(T, 3),
  },
});

const updating = (repository: UpdatingRepository): Calls => ({
  repository,
  calls: { personsOf: () => repository.personsOf(T, 7), withMany: () => repository.withMany(T, [7], 100) },
});
