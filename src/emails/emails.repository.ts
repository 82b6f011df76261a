import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ContactPointsRepository } from '../customers/customer-owned.repository.js';
import { Database, violatedConstraint } from '../engine/tenant-database/index.js';
import { emailTaken } from './email-address.js';
import { Email } from './email.entity.js';

/** An email with a field that only the row of its customer has. */
export type PlacedEmail = Email & { isPrimary: boolean };

@Injectable()
export class EmailsRepository extends ContactPointsRepository<Email, PlacedEmail> {
  constructor(database: Database, source: DataSource) {
    super(database, source, Email, {
      shown: { name: 'isPrimary', sql: 'customer.primaryEmailId IS NOT DISTINCT FROM t.id' },
      pointer: 'email_id',
      refused,
    });
  }
}

function refused(error: unknown): never {
  if (violatedConstraint(error) !== 'emails_once_per_customer') throw error;
  throw emailTaken(error);
}
