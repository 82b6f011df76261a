import { Injectable } from '@nestjs/common';
import { RevertsService } from '../changes/reverts.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict } from '../problem.js';
import { actingAs, asRun, becauseOf } from '../origin.js';
import type { Import } from './import.entity.js';
import { assertPossible, ImportsRepository } from './imports.repository.js';
import { ImportPorts } from './joining.js';
import { RunRepository } from './run.repository.js';
import { runOf } from './running.service.js';
import { type DoneRow, UndoRepository } from './undo.repository.js';

export interface Undone {
  id: number;
  /** Rows that are taken back: customers that are removed, or set back as a whole. */
  taken: number;
  /** Rows whose customers stay as they are, or in part: something has changed them since. */
  left: number;
}

interface Going {
  progress: (rows: number) => void;
  isStopping: () => boolean;
}

/** Customers that are removed, or set back, together. */
const CHUNK = 200;

/** Takes an import back, as far as nothing has changed since. An interrupted undo can be repeated. */
@Injectable()
export class UndoingService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly runs: RunRepository,
    private readonly undos: UndoRepository,
    private readonly reverts: RevertsService,
    private readonly ports: ImportPorts,
  ) {}

  /** Undoes an import, or a part of it until it is told to stop. */
  async undo(
    tenant: TenantId,
    id: number,
    { progress = () => {}, isStopping = () => false }: Partial<Going> = {},
  ): Promise<Undone> {
    const found = await this.begin(tenant, id);
    await becauseOf(`undo of import ${found.name}`, () =>
      actingAs(found.actor, () =>
        asRun(`${runOf(id)}-undo`, async () => {
          const removed = await this.removeCreated(tenant, found, { progress, isStopping });
          await this.setBack(tenant, found, { progress: (rows) => progress(removed + rows), isStopping });
        }),
      ),
    );
    if (!isStopping()) {
      await this.undos.noteStay(tenant, id);
      await this.imports.set(tenant, id, { state: 'undone' });
    }
    return { id, ...(await this.undos.counts(tenant, id)) };
  }

  /** Begins, so that nothing else works on the import. */
  async begin(tenant: TenantId, id: number): Promise<Import> {
    await assertPossible(this.imports);
    return this.database.transaction(tenant, async () => {
      const found = await this.imports.lock(tenant, id);
      if (!found || !['running', 'done', 'undoing'].includes(found.state))
        throw conflict('NOT_RUN', 'This import has not run, or it is undone already.');
      await this.imports.set(tenant, id, { state: 'undoing' });
      return found;
    });
  }

  /** Children first, so that their parents have none any more. */
  private async removeCreated(tenant: TenantId, { id }: Import, { progress, isStopping }: Going): Promise<number> {
    let looked = 0;
    for (let turn = await this.runs.lastTurn(tenant, id); turn >= 0; turn--) {
      for (let before = Number.MAX_SAFE_INTEGER; !isStopping();) {
        const rows = await this.undos.created(tenant, id, turn, before, CHUNK);
        if (rows.length === 0) break;
        await this.database.transaction(tenant, () => this.remove(tenant, id, rows));
        before = rows.at(-1)!.row;
        progress((looked += rows.length));
      }
    }
    return looked;
  }

  private async remove(tenant: TenantId, id: number, rows: readonly DoneRow[]): Promise<void> {
    const numbers = rows.map(({ row }) => row);
    const removed = await this.undos.remove(tenant, id, numbers);
    if (removed.length > 0) await this.ports.joining?.forget(tenant, removed);
  }

  /** Sets back what the import has changed of customers that were here. */
  private async setBack(tenant: TenantId, { id, source }: Import, { progress, isStopping }: Going): Promise<void> {
    for (let after = 0, looked = 0; !isStopping();) {
      const rows = await this.undos.changed(tenant, id, after, CHUNK);
      if (rows.length === 0) return;
      const left = new Set<number>();
      const customers = rows.map(({ customerId }) => customerId);
      await this.reverts.apply(
        tenant,
        { requestId: runOf(id), customers },
        {
          take: ({ customerId, refused, fields }) => {
            if (refused !== undefined || fields.some(({ outcome }) => outcome === 'conflict' || outcome === 'kept'))
              left.add(customerId);
          },
          mayReadLedger: true,
        },
      );
      await this.undos.takenBack(
        tenant,
        id,
        source,
        customers.filter((customer) => !left.has(customer)),
      );
      after = rows.at(-1)!.row;
      progress((looked += rows.length));
    }
  }
}
