import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CustomerOwnedRepository } from '../customers/customer-owned.repository.js';
import { Database } from '../engine/tenant-database/index.js';
import { CompanyName } from './company-name.entity.js';

/** A name with what only its customer's row knows. */
export type CompanyNameRecord = CompanyName & { isDefault: boolean };

@Injectable()
export class CompanyNamesRepository extends CustomerOwnedRepository<CompanyName, CompanyNameRecord> {
  constructor(database: Database, source: DataSource) {
    super(database, source, CompanyName, {
      shown: { name: 'isDefault', sql: 'customer.defaultCompanyNameId IS NOT DISTINCT FROM t.id' },
    });
  }
}
