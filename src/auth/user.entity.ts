import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person, who exists once and may work for several tenants. `User` is the part that has no secret. */
@Entity('users')
export class UserEntity {
  @PrimaryColumn('bigint') id: number;
  @Column('text') email: string;
  @Column('text') login: string;
  /** Argon2id. Empty for a deleted user, like all other private data. */
  @Column('text') passwordHash: string;
  @Column('text') firstName: string | null;
  @Column('text') lastName: string | null;
  @Column('text') mobile: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') deletedAt: Date | null;
  @Column('timestamptz') suspendedAt: Date | null;
  /** A session is valid for the generation in which it was opened. Raising the number ends all earlier sessions. */
  @Column('integer') sessionGeneration: number;
}
