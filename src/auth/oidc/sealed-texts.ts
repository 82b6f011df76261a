import { Injectable } from '@nestjs/common';
import { Encryption } from '../encryption.js';

interface Sealed {
  value: unknown;
  /** Milliseconds since 1970. */
  until: number;
}

/** What a sign-in must remember between two requests. The caller carries it, and can neither read nor change it. */
@Injectable()
export class SealedTexts {
  constructor(private readonly encryption: Encryption) {}

  /** `purpose`: a text that was sealed for one purpose does not open for another. */
  seal(value: object, purpose: string, seconds: number): string {
    const sealed: Sealed = { value, until: Date.now() + seconds * 1000 };
    return this.encryption.encrypt(JSON.stringify(sealed), aboutOf(purpose)).toString('base64url');
  }

  /** Undefined if the text is from elsewhere, for another purpose, or too old. */
  open<Value extends object>(text: string, purpose: string): Value | undefined {
    if (!/^[\w-]{1,4000}$/.test(text)) return undefined;
    const opened = this.encryption.decrypt(Buffer.from(text, 'base64url'), aboutOf(purpose));
    if (opened === undefined) return undefined;
    const { value, until } = JSON.parse(opened) as Sealed;
    return until > Date.now() ? (value as Value) : undefined;
  }
}

const aboutOf = (purpose: string) => `clientela sign-in: ${purpose}`;
