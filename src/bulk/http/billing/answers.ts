import { jsonParts } from '../../../contracts/json-parts.js';
import { Problem } from '../../../problem.js';
import { Streamed } from '../../../rows.js';
import { type BulkAnswer, toAnswer } from './billing.dto.js';

/**
 * The answers to the entries of a bulk request, each as text that is ready to be sent. Together they have at most `limit`
 * bytes, and those of some short answers.
 */
export class BulkAnswers extends Streamed {
  private readonly answers: Buffer[][] = [];
  private bytes = 0;
  /** Bytes that were written for answers, those that were too large among them. */
  private tried = 0;

  constructor(private readonly limit: number) {
    super();
  }

  /** Is there no room for another answer, or were too many read for nothing? */
  get isFull(): boolean {
    return this.bytes >= this.limit || this.tried >= 2 * this.limit;
  }

  /** Takes an answer, or fails if there is no room for it. Of an answer that is too large, the rest is not read. */
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

  /** Takes an answer that is short whatever is stored, such as a refusal. There is room for it. */
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
