import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const [ID, IV, TAG] = [8, 12, 16];

interface Key {
  /** Names the key in what it encrypted, without revealing it. */
  id: Buffer;
  key: Buffer;
}

/**
 * AES-256-GCM with several keys: the first one encrypts, all of them decrypt. A ciphertext begins with the ID of its
 * key. `about` is authenticated with it, so that the ciphertext of one row is not valid in another.
 */
export class Encryption {
  private readonly keys: readonly Key[];

  constructor(secrets: readonly string[]) {
    this.keys = secrets.map((secret) => ({ id: derived(secret, 'id', ID), key: derived(secret, 'AES-256-GCM', 32) }));
  }

  /** The ID of the key that encrypts. */
  get id(): Buffer {
    return this.first.id;
  }

  encrypt(text: string, about: string): Buffer {
    const { id, key } = this.first;
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG }).setAAD(Buffer.from(about));
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([id, iv, cipher.getAuthTag(), encrypted]);
  }

  /** Returns `undefined` if none of the keys encrypted it, or if it was changed. */
  decrypt(encrypted: Buffer, about: string): string | undefined {
    const known = this.keys.find(({ id }) => id.equals(encrypted.subarray(0, ID)));
    if (!known || encrypted.length < ID + IV + TAG) return undefined;
    const [iv, tag, rest] = [
      encrypted.subarray(ID, ID + IV),
      encrypted.subarray(ID + IV, ID + IV + TAG),
      encrypted.subarray(ID + IV + TAG),
    ];
    try {
      const cipher = createDecipheriv('aes-256-gcm', known.key, iv, { authTagLength: TAG })
        .setAAD(Buffer.from(about))
        .setAuthTag(tag);
      return Buffer.concat([cipher.update(rest), cipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  private get first(): Key {
    const [first] = this.keys;
    if (!first) throw new Error('There is no key to encrypt with');
    return first;
  }
}

const derived = (secret: string, purpose: string, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, 'clientela encryption', purpose, length));
