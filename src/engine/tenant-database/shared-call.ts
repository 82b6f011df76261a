/**
 * Runs a function once at a time. Calls that arrive while it runs share the next run, which begins after they arrived,
 * so none of them gets an older answer.
 */
export class SharedCall<Answer> {
  private underWay: Promise<unknown> = Promise.resolve();
  private next?: Promise<Answer>;

  constructor(private readonly run: () => Promise<Answer>) {}

  call(): Promise<Answer> {
    return (this.next ??= this.underWay.then(() => {
      this.next = undefined;
      const answer = this.run();
      this.underWay = answer.catch(() => {});
      return answer;
    }));
  }
}
