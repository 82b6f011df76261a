import type { ObjectLiteral, QueryBuilder } from 'typeorm';
import { compile, type CompiledStatement, type Travel } from './compiled-statement.js';

/** A statement of TypeORM's query builder, or SQL that the builder cannot write. */
export type Query = string | QueryBuilder<ObjectLiteral>;

/** The first condition of each statement on rows that exist already. */
export const OF_TENANT = 'tenantId = :tenant';

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

/** `orWhere`, a second `where`, and an OR that the query builder does not put in parentheses would leave the tenant. */
function beginsWithTenant({ expressionMap: { queryType, wheres } }: QueryBuilder<ObjectLiteral>): boolean {
  if (queryType === 'insert') return true;
  const [first, ...others] = wheres;
  return (
    (first?.condition === OF_TENANT || first?.condition === `t.${OF_TENANT}`) &&
    others.every(({ type, condition }) => type === 'and' && typeof condition === 'string' && !hasBareOr(condition))
  );
}

function hasBareOr(condition: string): boolean {
  const nested = /\([^()]*\)/g;
  let outer = condition.replace(/'[^']*'/g, "''");
  while (nested.test(outer)) outer = outer.replace(nested, '');
  return /\bOR\b/i.test(outer);
}
