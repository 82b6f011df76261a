import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { columnsAs, compile } from '../database/compiled-statement.js';
import { SystemRepository } from '../database/system.repository.js';
import { Database } from '../engine/tenant-database/index.js';
import { UserIdentity } from './user-identity.entity.js';

/** An account at an identity provider. */
export type Identity = Pick<UserIdentity, 'issuer' | 'subject'>;

const PROPERTIES = ['issuer', 'subject', 'userId', 'createdAt'] as const satisfies readonly (keyof UserIdentity)[];

@Injectable()
export class UserIdentitiesRepository extends SystemRepository<UserIdentity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, UserIdentity);
    const deleting = (where: string) =>
      compile(
        source
          .createQueryBuilder()
          .delete()
          .from(UserIdentity)
          .where(where)
          .returning(columnsAs(source, UserIdentity, ['issuer'])),
      );
    this.statements = {
      find: compile(this.select(['userId']).where('t.issuer = :issuer AND t.subject = :subject')),
      listOf: compile(this.select(PROPERTIES).where('t.userId = :userId').orderBy('t.issuer')),
      add: compile(
        source
          .createQueryBuilder()
          .insert()
          .into(UserIdentity, ['issuer', 'subject', 'userId'])
          .values({ issuer: () => ':issuer', subject: () => ':subject', userId: () => ':userId' })
          .orIgnore()
          .returning(columnsAs(source, UserIdentity, ['userId'])),
      ),
      remove: deleting('userId = :userId AND issuer = :issuer'),
      removeAll: deleting('userId = :userId'),
    };
  }

  /** The ID of the user that the account signs in as. */
  async userOf({ issuer, subject }: Identity): Promise<number | undefined> {
    return (await this.run<{ userId: number }>(this.statements.find, { issuer, subject }))[0]?.userId;
  }

  listOf(userId: number): Promise<UserIdentity[]> {
    return this.run(this.statements.listOf, { userId });
  }

  /** False if the account signs in as some user already, or if the user has an account at this provider. */
  async add(userId: number, { issuer, subject }: Identity): Promise<boolean> {
    return (await this.run(this.statements.add, { userId, issuer, subject })).length > 0;
  }

  /** False if the user had none at this provider. */
  async remove(userId: number, issuer: string): Promise<boolean> {
    return (await this.run(this.statements.remove, { userId, issuer })).length > 0;
  }

  async removeAllOf(userId: number): Promise<void> {
    await this.run(this.statements.removeAll, { userId });
  }
}
