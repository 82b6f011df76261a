/** A row of a file as JSON text. */
export interface FileRow {
  text: string;
  /** The row cannot be read. The text is then as much of it as can be shown. */
  fault?: string;
}

/** The most bytes of one row. */
export const MOST_BYTES = 1024 * 1024;
/** How much of a row that cannot be read is kept. */
export const KEPT_OF_UNREADABLE = 10_000;

export const tooLong = (text: string): FileRow => ({
  text: text.slice(0, KEPT_OF_UNREADABLE),
  fault: `is longer than ${MOST_BYTES} bytes`,
});
