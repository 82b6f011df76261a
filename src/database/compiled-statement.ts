import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Statement } from '../engine/tenant-database/index.js';

/** The values of a statement by parameter name. `undefined` is sent as NULL. */
export type NamedValues = Readonly<Record<string, unknown>>;

/** How a statement travels to the server. */
export type Travel = Pick<Statement, 'prepare' | 'connection'>;

/** A statement that is compiled once. Its parameters have names; PostgreSQL numbers them. */
export class CompiledStatement {
  constructor(
    readonly text: string,
    private readonly parameters: readonly string[],
    private readonly travel: Travel,
  ) {}

  has(parameter: string): boolean {
    return this.parameters.includes(parameter);
  }

  /** A variant in which SQL takes the place of a parameter: it gets the placeholders of the value and of the tenant. */
  replacing(parameter: string, sql: (value: string, tenant: string) => string): CompiledStatement {
    const placeholder = (name: string) => `$${this.parameters.indexOf(name) + 1}`;
    const value = new RegExp(`\\${placeholder(parameter)}(?!\\d)`, 'g');
    const replacement = sql(placeholder(parameter), placeholder('tenant'));
    return new CompiledStatement(
      this.text.replace(value, () => replacement),
      this.parameters,
      this.travel,
    );
  }

  /** The statement for the engine. Its values are in the order of `$1`, `$2`, … */
  with(values: NamedValues): Statement {
    return {
      ...this.travel,
      text: this.text,
      values: this.parameters.map((name) => {
        if (!(name in values)) throw new Error(`The statement has no value for :${name}: ${this.text}`);
        return values[name];
      }),
    };
  }
}

/** Compiles a query, or SQL written by hand, whose parameters are `:names`. */
export function compile(query: string | { getQuery(): string }, travel: Travel = {}): CompiledStatement {
  const parameters: string[] = [];
  const text = (typeof query === 'string' ? query : query.getQuery()).replace(
    /(?<![:\w]):([a-zA-Z]\w*)/g,
    (_, name: string) => {
      // A value was given to the query builder, which has this name for it. It would be fixed in the compiled text.
      if (name.startsWith('orm_param')) throw new Error('Give values as named parameters when the statement runs');
      if (!parameters.includes(name)) parameters.push(name);
      return `$${parameters.indexOf(name) + 1}`;
    },
  );
  return new CompiledStatement(text, parameters, travel);
}

/** SQL for properties of a row, for `values` and `set` of the query builder. */
export type SqlOf<Row> = Partial<Record<keyof Row & string, () => string>>;

/** Each property takes the parameter of its own name. */
export const ownParameters = <Property extends string>(properties: readonly Property[]) =>
  Object.fromEntries(properties.map((property) => [property, () => `:${property}`])) as Record<Property, () => string>;

/** A SELECT of these properties. The table is called `t`. */
export function selecting<Row extends ObjectLiteral>(
  source: DataSource,
  entity: new () => Row,
  properties: readonly (keyof Row & string)[],
): SelectQueryBuilder<Row> {
  const query = source.createQueryBuilder(entity, 't').select([]);
  for (const property of properties) query.addSelect(`t.${property}`, property);
  return query;
}

/** Columns under the names of their properties: `tenants."base_currency" AS "baseCurrency", …`. */
export function columnsAs<Row extends ObjectLiteral>(
  source: DataSource,
  entity: new () => Row,
  properties: readonly (keyof Row & string)[],
  alias?: string,
): string {
  const { tableName, columns } = source.getMetadata(entity);
  return properties
    .map((property) => {
      const column = columns.find(({ propertyName }) => propertyName === property);
      if (!column) throw new Error(`${tableName} has no column for ${property}`);
      return `${alias ? `${alias}.` : ''}"${column.databaseName}" AS "${property}"`;
    })
    .join(', ');
}
