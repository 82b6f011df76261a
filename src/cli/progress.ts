const WIDTH = 30;
const BETWEEN_MS = 200;

/** Shows how far a long command is, on standard error: a bar in a terminal, or a line of JSON for programs. */
export class Progress {
  private readonly began = Date.now();
  private last = 0;

  constructor(
    private readonly step: string,
    private readonly total: number | undefined,
    private readonly how: 'bar' | 'json' | 'nothing',
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  readonly at = (rows: number): void => {
    const now = Date.now();
    if (this.how === 'nothing' || now - this.last < BETWEEN_MS) return;
    this.last = now;
    this.show(rows, now);
  };

  end(rows: number): void {
    if (this.how === 'nothing') return;
    this.show(rows, Date.now());
    if (this.how === 'bar') this.out.write('\n');
  }

  private show(rows: number, now: number): void {
    const seconds = (now - this.began) / 1000;
    const perSecond = seconds > 0 ? Math.round(rows / seconds) : 0;
    const left = this.total !== undefined && perSecond > 0 ? Math.ceil((this.total - rows) / perSecond) : undefined;
    if (this.how === 'json') {
      const { step, total } = this;
      return void this.out.write(`${JSON.stringify({ step, rows, total, perSecond, secondsLeft: left })}\n`);
    }
    const part = this.total ? Math.min(1, rows / this.total) : 0;
    const bar = this.total
      ? `[${'#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH)}] ${Math.floor(part * 100)} %  `
      : '';
    const time = left === undefined ? '' : `  ${left} s left`;
    this.out.write(`\r${this.step.padEnd(8)} ${bar}${rows} rows  ${perSecond}/s${time}   `);
  }
}
