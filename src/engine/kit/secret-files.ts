import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A file of the data folder that cannot be used. The message has its name, what is wrong with it, and what to do. */
export class UnusableFile extends Error {
  constructor(file: string, wrong: string, cure: string, cause?: unknown) {
    super(`${file} ${wrong}. ${cure}`, { cause });
  }
}

const STICKY = 0o1000;

/**
 * Makes the data folder if it is missing. If it belongs to this user, other users lose the right to write into it: they
 * could replace its files.
 */
export function readyDataFolder(folder: string, mode = 0o700): void {
  const cure = 'Give the folder to the user that starts the server, or set DATA_DIR to another one.';
  try {
    mkdirSync(folder, { recursive: true, mode });
    const { uid, mode: found } = statSync(folder);
    if (uid === process.geteuid?.() && found & 0o022 && !(found & STICKY)) chmodSync(folder, found & 0o7755);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnusableFile(
      folder,
      code === 'EEXIST' || code === 'ENOTDIR' ? 'is not a folder' : `cannot be used as data folder (${code})`,
      cure,
      error,
    );
  }
}

/** The text of a file, or `undefined` if there is none. Other users lose their rights to the file. */
export function readSecretFile(file: string, cure: string): string | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new UnusableFile(file, 'is not a file', cure);
  try {
    if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnusableFile(file, `cannot be read or protected (${(error as NodeJS.ErrnoException).code})`, cure, error);
  }
}

/**
 * Writes a file that only its owner may read. It is written whole or not at all, also when the machine fails, and
 * belongs to the owner of its folder, also when root writes it. With `isFirst` an existing file stays as it is.
 */
export function writeSecretFile(file: string, text: string, { isFirst = false } = {}): void {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
    if (process.geteuid?.() === 0) {
      const { uid, gid } = statSync(dirname(file));
      chownSync(draft, uid, gid);
    }
    if (isFirst) linkSync(draft, file);
    else renameSync(draft, file);
  } catch (error) {
    if (!isFirst || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(handle);
    rmSync(draft, { force: true });
  }
}
