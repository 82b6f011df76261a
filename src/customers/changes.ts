import { isDeepStrictEqual } from 'node:util';

/** Without the omitted values: `null` stays, `undefined` goes. */
export const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** The values that differ from the row's. To write an equal value is no change. */
export const differing = <Row extends object>(row: Row, values: Partial<Row>): Partial<Row> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) =>
        value !== undefined && value !== row[name as keyof Row] && !isDeepStrictEqual(value, row[name as keyof Row]),
    ),
  ) as Partial<Row>;
