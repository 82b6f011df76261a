import { isDeepStrictEqual } from 'node:util';

/** Without what was left out: `null` arrives, `undefined` stays out. */
export const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** The values that a row does not have yet. Writing what is there already is not a change. */
export const differing = <Row extends object>(row: Row, values: Partial<Row>): Partial<Row> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) =>
        value !== undefined && value !== row[name as keyof Row] && !isDeepStrictEqual(value, row[name as keyof Row]),
    ),
  ) as Partial<Row>;
