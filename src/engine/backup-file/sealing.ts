import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { promisify } from 'node:util';
import { cutOff, UnusableBackup } from './damage.js';

/**
 * Encryption in chunks, so that a file of any size is checked while it is read: the STREAM construction with
 * AES-256-GCM. The nonce of a chunk is its number and whether it is the last one, so chunks can be neither moved nor
 * left out. Each file has a salt, and thereby a key, of its own.
 */
const ALGORITHM = 'aes-256-gcm';
const CHUNK = 65_536;
const TAG = 16;
const SEALED = CHUNK + TAG;
const SALT = 16;

/** Fixed for a version of the format, so that a file cannot ask for more memory. About 64 MB. */
const COST = { N: 65_536, r: 8, p: 1, maxmem: 96 * 1024 * 1024 };

const keyFrom = promisify(scrypt) as (secret: string, salt: Buffer, length: number, cost: object) => Promise<Buffer>;

/** The first line of an encrypted file. */
const FIRST_LINE = /^clientela-backup 1 aes-256-gcm ([\w-]{22})\n$/;
export const LONGEST_FIRST_LINE = 64;
export const isSealed = (start: Buffer) => start.toString('latin1').startsWith('clientela-backup ');

export interface Sealer {
  /** Written before the encrypted bytes, and protected by them. */
  firstLine: Buffer;
  stream: Transform;
}

export async function sealerWith(secret: string): Promise<Sealer> {
  const salt = randomBytes(SALT);
  const firstLine = Buffer.from(`clientela-backup 1 ${ALGORITHM} ${salt.toString('base64url')}\n`);
  return { firstLine, stream: new Sealing(await keyFrom(secret, salt, 32, COST), firstLine) };
}

/** One stream for each secret: the first chunk shows which of them fits. */
export async function unsealerWith(secrets: readonly string[], firstLine: Buffer): Promise<Transform> {
  const [, salt] = FIRST_LINE.exec(firstLine.toString('latin1')) ?? [];
  if (salt === undefined) throw new UnusableBackup('The backup has a format that this release does not know');
  const keys = await Promise.all(secrets.map((secret) => keyFrom(secret, Buffer.from(salt, 'base64url'), 32, COST)));
  return new Unsealing(keys, firstLine);
}

const nonceOf = (chunk: number, isLast: boolean) => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(chunk), 3);
  nonce[11] = Number(isLast);
  return nonce;
};

/** Collects bytes into chunks of one size. The last chunk is known only when no bytes follow it. */
abstract class Chunked extends Transform {
  private waiting: Buffer[] = [];
  private size = 0;
  private chunk = 0;

  constructor(private readonly chunkSize: number) {
    super();
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.waiting.push(bytes);
    this.size += bytes.length;
    if (this.size <= this.chunkSize) return done();
    try {
      let all = Buffer.concat(this.waiting);
      for (; all.length > this.chunkSize; all = all.subarray(this.chunkSize))
        this.push(this.convert(all.subarray(0, this.chunkSize), this.chunk++, false));
      [this.waiting, this.size] = [[all], all.length];
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      const last = this.convert(Buffer.concat(this.waiting), this.chunk, true);
      done(null, last);
    } catch (error) {
      done(error as Error);
    }
  }

  protected abstract convert(bytes: Buffer, chunk: number, isLast: boolean): Buffer;
}

class Sealing extends Chunked {
  constructor(
    private readonly key: Buffer,
    private readonly firstLine: Buffer,
  ) {
    super(CHUNK);
  }

  protected convert(bytes: Buffer, chunk: number, isLast: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.key, nonceOf(chunk, isLast)).setAAD(this.firstLine);
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

class Unsealing extends Chunked {
  private key?: Buffer;

  constructor(
    private readonly keys: readonly Buffer[],
    private readonly firstLine: Buffer,
  ) {
    super(SEALED);
  }

  protected convert(bytes: Buffer, chunk: number, isLast: boolean): Buffer {
    if (bytes.length < TAG) throw cutOff();
    const found = this.opened(bytes, chunk, isLast);
    if (found) return found;
    if (this.key === undefined)
      throw new UnusableBackup('No key that was given opens the backup, or the backup was changed');
    // A chunk in the middle that opens only as such is the end of a file that was cut off there.
    throw isLast && this.opened(bytes, chunk, false) ? cutOff() : damagedAt(chunk);
  }

  private opened(bytes: Buffer, chunk: number, isLast: boolean): Buffer | undefined {
    for (const key of this.key ? [this.key] : this.keys) {
      const decipher = createDecipheriv(ALGORITHM, key, nonceOf(chunk, isLast)).setAAD(this.firstLine);
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
      const text = decipher.update(bytes.subarray(0, bytes.length - TAG));
      try {
        decipher.final();
      } catch {
        continue;
      }
      this.key = key;
      return text;
    }
    return undefined;
  }
}

const damagedAt = (chunk: number) =>
  new UnusableBackup(`The backup is damaged or cut off, near byte ${chunk * SEALED}`);
