import type { FileRow } from './file-row.js';
import { type CellReader, type Mapping, recordsOf } from './csv.js';
import { itemsOf } from './json-array.js';
import { linesOf } from './lines.js';

export const FORMATS = ['ndjson', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];
export type { CellReader, FileRow, Mapping };

export interface Reading {
  format: Format;
  mapping?: Mapping | null;
  delimiter?: string;
  cell: CellReader;
}

/** The rows of a file, some at a time. */
export function rowsOf(chunks: AsyncIterable<Buffer>, { format, ...csv }: Reading): AsyncGenerator<FileRow[]> {
  if (format === 'ndjson') return linesOf(chunks);
  return format === 'json' ? itemsOf(chunks) : recordsOf(chunks, csv);
}

/** By the end of the name of a file. */
export const formatOf = (path: string): Format =>
  /\.csv$/i.test(path) ? 'csv' : /\.json$/i.test(path) ? 'json' : 'ndjson';
