import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../../engine/tenant-database/index.js';

/** The answer to the first request with an idempotency key. A repeated request gets it again. */
@Entity('kept_answers')
export class KeptAnswer {
  @PrimaryColumn('bigint') tenantId: TenantId;
  /** `user:7`, `key:9`. */
  @PrimaryColumn('text') caller: string;
  /** Method and path pattern: `PUT /apidev/v1/clients/:id`. */
  @PrimaryColumn('text') route: string;
  @PrimaryColumn('text') key: string;
  /** SHA-256 of the request. */
  @Column('bytea') requestHash: Buffer;
  @Column('integer') status: number;
  /** Headers that depend on the result: `Location`, `ETag`, `Content-Type`. */
  @Column('jsonb') headers: Record<string, string>;
  @Column('bytea') body: Buffer;
  /** The customers that the request has changed, so that their personal data can be found. */
  @Column('bigint', { array: true }) customerIds: number[];
  @Column('timestamptz') createdAt: Date;
}
