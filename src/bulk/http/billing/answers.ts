import { jsonParts } from '../../../contracts/json-parts.js';
import { Problem } from '../../../problem.js';
import { Streamed } from '../../../rows.js';
import { type BulkAnswer, toAnswer } from './billing.dto.js';

/**
 * The answers to the entries of a bulk request, as text. Together they have at most `limit` bytes, plus some short
 * answers.
 */
export class BulkAnswers extends Streamed {
  private readonly answers: Buffer[][] = [];
  private bytes = 0;
  /** Bytes that were written for answers, including answers that were too large. */
  private tried = 0;

  constructor(private readonly limit: number) {
    super();
  }

  /** Whether no further answer fits, or too many bytes were spent on answers that did not fit. */
  get isFull(): boolean {
    return this.bytes >= this.limit || this.tried >= 2 * this.limit;
  }

  /** Adds an answer, or fails if it does not fit. The rest of an answer that does not fit is not read. */
  async add(answer: BulkAnswer): Promise<void> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of jsonParts(toAnswer(answer))) {
      parts.push(Buffer.from(part));
      bytes += parts.at(-1)!.length;
      this.tried += parts.at(-1)!.length;
      if (bytes + this.bytes > this.limit) throw this.tooMuch();
    }
    this.bytes += bytes;
    this.answers.push(parts);
  }

  /** Adds a short answer, such as a refusal. It always fits. */
  addShort(answer: BulkAnswer): void {
    const text = Buffer.from(JSON.stringify(toAnswer(answer)));
    this.bytes += text.length;
    this.answers.push([text]);
  }

  tooMuch(): Problem {
    const most = `The answers of a bulk request have at most ${this.limit} bytes together.`;
    return new Problem('too_large', `${most} Ask for this one by itself.`);
  }

  async *json(): AsyncGenerator<string | Buffer> {
    let separator = '{"_bulk":[';
    for (const parts of this.answers) {
      yield separator;
      yield* parts;
      separator = ',';
    }
    yield separator === ',' ? ']}' : `${separator}]}`;
  }
}
