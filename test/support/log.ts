/** What the application writes to its log from now on, in place of the terminal. */
export function hearLog(): { count(text: string): number; end(): void } {
  const lines: string[] = [];
  const hear = (text: unknown) => {
    lines.push(String(text));
    return true;
  };
  const spies = [jest.spyOn(process.stdout, 'write').mockImplementation(hear), jest.spyOn(process.stderr, 'write').mockImplementation(hear)];
  return {
    count: (text) => lines.filter((line) => line.includes(text)).length,
    end: () => spies.forEach((spy) => spy.mockRestore()),
  };
}
