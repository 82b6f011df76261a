/** How much work of an import goes on at the same time: one part for each core of a small server. */
export const LANES = 2;

/** Works on all of some rows, on a few of them at a time. */
export async function inLanes<Row>(rows: readonly Row[], work: (row: Row) => Promise<void>): Promise<void> {
  // The lanes share it, so each takes the next row.
  const next = rows.values();
  const lane = async () => {
    for (const row of next) await work(row);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
