import type { DataSource } from 'typeorm';
import { fenced, OF_TENANT, type Query } from '../../src/database/fence.js';
import { Email } from '../../src/emails/email.entity.js';
import { unconnectedSource } from '../support/unconnected-source.js';

let source: DataSource;
beforeAll(async () => {
  source = await unconnectedSource();
});

const emails = () => source.createQueryBuilder(Email, 't').select('t.id');
const ofTenant = () => emails().where(`t.${OF_TENANT}`);

it.each<[string, () => Query]>([
  ['a second condition', () => ofTenant().andWhere('t.id = :id')],
  ['alternatives in parentheses', () => ofTenant().andWhere("(t.name = 'a' OR t.name = 'b (c)')")],
  ['OR inside a text', () => ofTenant().andWhere("t.name = 'this OR that'")],
  [
    'an INSERT',
    () =>
      source
        .createQueryBuilder()
        .insert()
        .into(Email, ['tenantId'])
        .values({ tenantId: () => ':tenant' }),
  ],
  ['SQL by hand that names the tenant', () => 'SELECT 1 FROM emails WHERE tenant_id = :tenant'],
])('the fence lets through %s', (_, query) => {
  expect(fenced(query()).has('tenant')).toBe(true);
});

it.each<[string, () => Query]>([
  ['no condition', () => emails()],
  ['another condition only', () => emails().where('t.id = :id')],
  ['the tenant behind another condition', () => emails().where('t.id = :id').andWhere(`t.${OF_TENANT}`)],
  ['a condition that replaces the tenant', () => ofTenant().where('t.id = :id AND t.name <> :tenant')],
  ['orWhere', () => ofTenant().orWhere('t.id = :id')],
  ['an alternative without parentheses', () => ofTenant().andWhere('t.id = :id or t.name IS NULL')],
  [
    'an UPDATE without a condition',
    () =>
      source
        .createQueryBuilder()
        .update(Email)
        .set({ name: () => ':tenant' }),
  ],
  [
    'an UPDATE that moves a row to a tenant',
    () =>
      source
        .createQueryBuilder()
        .update(Email)
        .set({ tenantId: () => ':tenant' })
        .where(OF_TENANT),
  ],
  [
    'an INSERT for no tenant',
    () =>
      source
        .createQueryBuilder()
        .insert()
        .into(Email, ['name'])
        .values({ name: () => ':tenant' }),
  ],
  [
    'an INSERT for a fixed tenant',
    () =>
      source
        .createQueryBuilder()
        .insert()
        .into(Email)
        .values({ tenantId: () => '1', name: () => ':tenant' }),
  ],
  ['SQL by hand without the tenant', () => 'SELECT 1 FROM emails'],
])('the fence refuses %s', (_, query) => {
  expect(() => fenced(query())).toThrow('may leave its tenant');
});
