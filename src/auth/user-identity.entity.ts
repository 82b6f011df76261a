import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account at an identity provider that signs in as a user. A user has at most one at each provider. */
@Entity('user_identities')
export class UserIdentity {
  @PrimaryColumn('text') issuer: string;
  /** The ID of the account at the provider (`sub`), which is never given to another account. */
  @PrimaryColumn('text') subject: string;
  @Column('bigint') userId: number;
  @Column('timestamptz') createdAt: Date;
}
