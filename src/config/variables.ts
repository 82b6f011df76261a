/** Environment variables, read by name and checked. Complaints are collected, so that a start names all of them at once. */
export class Variables {
  readonly complaints: string[] = [];

  constructor(private readonly given: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    return this.given[name]?.trim() || undefined;
  }

  whole(name: string, fallback: number, min: number, max: number): number {
    const given = this.text(name);
    if (given === undefined) return fallback;
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (value >= min && value <= max) return value;
    this.complain(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const given = this.text(name);
    if (given === undefined) return fallback;
    if (given !== 'true' && given !== 'false') this.complain(`${name} must be true or false`);
    return given === 'true';
  }

  oneOf<Choice extends string>(name: string, fallback: Choice, choices: readonly Choice[]): Choice {
    const given = this.text(name) ?? fallback;
    const choice = choices.find((one) => one === given);
    if (!choice) this.complain(`${name} must be one of ${choices.join(', ')}`);
    return choice ?? fallback;
  }

  /** The entries of a list that commas separate. */
  list(name: string): string[] {
    return (this.text(name) ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
  }

  complain(text: string): void {
    this.complaints.push(text);
  }
}
