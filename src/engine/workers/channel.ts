import type { Worker } from 'node:cluster';
import type { Services } from './messages.js';

interface Question {
  ask: number;
  what: string;
  values: unknown[];
}

interface Answer {
  answer: number;
  value?: unknown;
  error?: string;
}

/** The process at the other end has ended. */
export class Gone extends Error {}

/**
 * Calls and their results between a supervisor and a worker, over the channel of Node's cluster. Values are plain data
 * both ways; of an error only its message arrives.
 */
export class Channel<Theirs extends Services<Theirs>, Ours extends Services<Ours>> {
  private asked = 0;
  private isClosed = false;
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();

  constructor(
    private readonly other: Worker | NodeJS.Process,
    private readonly answers: Ours,
  ) {
    const sides = other as Pick<NodeJS.EventEmitter, 'on' | 'once'>;
    sides.on('message', (message: Question | Answer) =>
      'ask' in message ? void this.answer(message) : this.take(message),
    );
    sides.once('disconnect', () => this.close());
  }

  ask<Name extends keyof Theirs & string>(
    what: Name,
    ...values: Parameters<Theirs[Name]>
  ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(new Gone('the other process is gone'));
      const ask = ++this.asked;
      this.waiting.set(ask, { resolve, reject });
      this.send({ ask, what, values });
    });
  }

  close(): void {
    this.isClosed = true;
    for (const { reject } of this.waiting.values()) reject(new Gone('it ended without an answer'));
    this.waiting.clear();
  }

  private async answer({ ask, what, values }: Question): Promise<void> {
    try {
      this.send({ answer: ask, value: await this.answers[what as keyof Ours](...(values as never[])) });
    } catch (error) {
      this.send({ answer: ask, error: error instanceof Error ? error.message : String(error) });
    }
  }

  private take({ answer, value, error }: Answer): void {
    const waiting = this.waiting.get(answer);
    this.waiting.delete(answer);
    if (error === undefined) waiting?.resolve(value as never);
    else waiting?.reject(new Error(error));
  }

  // A message fails to arrive only if the other process has ended, and then 'disconnect' rejects the call.
  private send(message: Question | Answer): void {
    (this.other as NodeJS.Process).send!(message, undefined, undefined, () => {});
  }
}
