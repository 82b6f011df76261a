interface Entry<Answer> {
  answer: Promise<Answer>;
  until: number;
}

/** Revoking is effective within a second in every process, and what one remembers is the only reason that it is not at once. */
export const BRIEFLY = 900;

/**
 * Answers that may be used again for some time, counted from when they were asked for. A crowd asks once; a failure is
 * not remembered, nor that there is nothing: what is made now is there now.
 */
export class Remembered<Key, Answer> {
  private readonly entries = new Map<Key, Entry<Answer | undefined>>();

  /** `most`: how many are kept; the one that was asked for first goes first. */
  constructor(
    private readonly milliseconds: number,
    private readonly most = 10_000,
  ) {}

  get(key: Key, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const now = performance.now();
    const known = this.entries.get(key);
    if (known && known.until > now) return known.answer;
    const entry = { answer: ask(), until: now + this.milliseconds };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value!);
    const drop = () => this.entries.get(key) === entry && this.entries.delete(key);
    entry.answer.then((answer) => answer === undefined && drop(), drop);
    return entry.answer;
  }

  /** Everything: what is remembered may have changed. */
  forget(): void {
    this.entries.clear();
  }
}
