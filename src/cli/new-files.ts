import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/**
 * Writes a new file that only its owner may read. It gets its name when it is complete and on the disk; if the work
 * fails, nothing is left of it.
 */
export async function writtenWhole<Result>(
  path: string,
  write: (output: Writable) => Promise<Result>,
): Promise<Result> {
  if (existsSync(path)) throw new Error(`The file ${path} exists already`);
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const output = (await open(draft, 'wx', 0o600)).createWriteStream();
  try {
    const result = await write(output);
    await synced(draft);
    // Unlike a renamed file, a link replaces no file that another process has made meanwhile.
    linkSync(draft, path);
    return result;
  } finally {
    output.destroy();
    rmSync(draft, { force: true });
  }
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}
