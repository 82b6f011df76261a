import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers end at one line. */
  isNumber?: boolean;
  /** It may have long words without a blank, which may be broken anywhere. */
  isLong?: boolean;
  /** It names the row. */
  names?: boolean;
  /** Its heading is only read out. */
  isUnnamed?: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/**
 * On a phone each row is a card. Browsers take a table that is laid out otherwise for no table, so the roles are
 * written out.
 */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <table class="table" role="table">
      <caption class="hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, isNumber, isUnnamed }) => (
            <th key={head} role="columnheader" scope="col" class={isNumber ? 'number' : undefined}>
              {isUnnamed ? <span class="hidden">{head}</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => {
              const { head, cell, isNumber, isLong, names, isUnnamed } = column;
              const shown = {
                class: isNumber ? 'number' : isLong ? 'long' : undefined,
                'data-label': isUnnamed ? undefined : head,
              };
              return names ? (
                <th key={head} role="rowheader" scope="row" {...shown}>
                  {cell(row)}
                </th>
              ) : (
                <td key={head} role="cell" {...shown}>
                  <div class="cell">{cell(row)}</div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
