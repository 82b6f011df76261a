/** Collects the log of applications, instead of the terminal: `startApp(settings, { logTo: heard })`. */
export class HeardLog {
  lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }

  count(text: string): number {
    return this.lines.filter((line) => line.includes(text)).length;
  }

  forget(): void {
    this.lines = [];
  }
}
