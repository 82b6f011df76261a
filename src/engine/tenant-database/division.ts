import { memoized } from '../kit/memoized.js';
import { DatabaseFailure } from './failures.js';
import type { Caller } from './settings.js';
import type { TenantId } from './tenant-id.js';

/** The connections that one tenant has, and its requests that wait, in the order in which they arrived. */
interface Share {
  taken: number;
  waiting: Set<() => void>;
}

/** Counts connections by tenant, and lets requests wait until their tenant may have another one. */
export class Division {
  waiting = 0;
  private taken = 0;
  /** Tenants that have a connection or wait for one. The one that was served last is at the end. */
  private readonly shares = new Map<TenantId | undefined, Share>();

  constructor(
    /** Connections of all tenants together. */
    readonly all: number,
    private readonly each: number,
  ) {}

  /** `patience`: milliseconds to wait. `caller`: the request that stops waiting when its caller leaves. */
  enter(tenant: TenantId | undefined, patience: number, caller: Caller | undefined): Promise<void> | void {
    const share = memoized<TenantId | undefined, Share>(this.shares, tenant, () => ({ taken: 0, waiting: new Set() }));
    if (share.waiting.size === 0 && this.hasRoom(tenant, share)) return this.take(share);
    return this.wait(tenant, share, patience, caller);
  }

  leave(tenant: TenantId | undefined): void {
    const share = this.shares.get(tenant)!;
    this.taken--;
    share.taken--;
    this.forget(tenant, share);
    this.admitNext();
  }

  private hasRoom(tenant: TenantId | undefined, { taken }: Share): boolean {
    return this.taken < this.all && (tenant === undefined || taken < this.each);
  }

  private take(share: Share): void {
    this.taken++;
    share.taken++;
  }

  private wait(
    tenant: TenantId | undefined,
    share: Share,
    patience: number,
    caller: Caller | undefined,
  ): Promise<void> {
    if (caller?.isDisconnected) return Promise.reject(new DatabaseFailure('caller_left'));
    this.waiting++;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(limit);
        stopListening?.();
        this.waiting--;
        share.waiting.delete(admit);
      };
      const refuse = (failure: DatabaseFailure) => {
        end();
        this.forget(tenant, share);
        reject(failure);
      };
      const admit = () => {
        end();
        resolve();
      };
      const limit = setTimeout(() => {
        const isBeyondShare = tenant !== undefined && this.each < this.all && share.taken >= this.each;
        refuse(new DatabaseFailure(isBeyondShare ? 'tenant_busy' : 'crowded'));
      }, patience);
      share.waiting.add(admit);
      const stopListening = caller?.whenEnded((isDisconnected) => {
        if (isDisconnected) refuse(new DatabaseFailure('caller_left'));
      });
    });
  }

  private admitNext(): void {
    for (const [tenant, share] of this.shares) {
      const [admit] = share.waiting;
      if (!admit || !this.hasRoom(tenant, share)) continue;
      this.take(share);
      this.shares.delete(tenant);
      this.shares.set(tenant, share);
      admit();
      return;
    }
  }

  private forget(tenant: TenantId | undefined, { taken, waiting }: Share): void {
    if (taken === 0 && waiting.size === 0) this.shares.delete(tenant);
  }
}
