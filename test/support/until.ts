/** Waits until something holds, and fails when it does not within so many milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, within = 10_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`This did not come to hold within ${within} ms: ${holds.toString()}`);
    await new Promise((again) => setTimeout(again, 10));
  }
}
