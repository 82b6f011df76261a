import type { ObjectLiteral, QueryBuilder } from 'typeorm';
import { compile, type CompiledStatement, type Travel } from './compiled-statement.js';

/** A statement of TypeORM's query builder, or SQL that the builder cannot write. */
export type Query = string | QueryBuilder<ObjectLiteral>;

/** The first condition of each statement on rows that exist already. */
export const OF_TENANT = 'tenantId = :tenant';

/**
 * Lets other tables compare with the tenant's parameter instead of the column of `t`. Citus finds the server of a
 * table by a value, and it does not see through outer joins and subqueries that both are equal.
 */
export const ofTenant = (sql: string, parameter = ':tenant'): string =>
  sql.replaceAll('= t.tenant_id', `= ${parameter}`);

/**
 * One row with the ID of a tenant that has, or had, a customer. An INSERT of many rows from arrays selects from it and
 * from the arrays: Citus sends it to the server of the tenant because of its table. Without one, the coordinator would
 * copy the rows, which row-level security forbids.
 */
export const HERE = '(SELECT tenant_id FROM customer_counts WHERE tenant_id = :tenant LIMIT 1) here';

/**
 * Compiles a statement for the rows of one tenant.
 * SQL that is written by hand must name the tenant; no program checks the rest of it.
 * @throws {Error} if the statement could reach rows of other tenants: it does not begin with the tenant, or another
 * condition is an alternative to the tenant's.
 */
export function fenced(query: Query, travel?: Travel): CompiledStatement {
  const statement = compile(query, travel);
  const isFenced = statement.has('tenant') && (typeof query === 'string' || beginsWithTenant(query));
  if (!isFenced) throw new Error(`A statement may leave its tenant: ${statement.text}`);
  return statement;
}

/**
 * Whether the tenant is the first condition and all others narrow it. `orWhere`, a second `where`, or an OR without
 * parentheses would leave the tenant. An INSERT must take the tenant from `:tenant`.
 */
function beginsWithTenant({ expressionMap: { queryType, wheres, valuesSet } }: QueryBuilder<ObjectLiteral>): boolean {
  const sets = [valuesSet ?? []].flat();
  if (queryType === 'insert') return sets.length > 0 && sets.every(({ tenantId }) => sqlOf(tenantId) === ':tenant');
  if (sets.some((set) => 'tenantId' in set)) return false;
  const [first, ...others] = wheres;
  return (
    (first?.condition === OF_TENANT || first?.condition === `t.${OF_TENANT}`) &&
    others.every(({ type, condition }) => type === 'and' && typeof condition === 'string' && !hasBareOr(condition))
  );
}

const sqlOf = (value: unknown) => (typeof value === 'function' ? (value as () => string)() : value);

/** Whether a condition has an OR outside of parentheses and texts. */
function hasBareOr(condition: string): boolean {
  const nested = /\([^()]*\)/g;
  let outer = condition.replace(/'[^']*'/g, "''");
  while (nested.test(outer)) outer = outer.replace(nested, '');
  return /\bOR\b/i.test(outer);
}
