/** An example of a body, over the DTO that takes it. Documents show it, the page at /docs begins with the first, and a test sends every one. */
export const Example =
  (summary: string, value: object): ClassDecorator =>
  (dto) => {
    const name = summary.toLowerCase().replaceAll(/\W+/g, '_');
    // The lowest decorator runs first, and the first to read comes first.
    Reflect.defineMetadata(EXAMPLES, { [name]: { summary, value }, ...examplesOf(dto) }, dto);
  };

/** The examples that a DTO itself was given: a body that another class adds to is no example of both. */
export const examplesOf = (dto: object) =>
  Reflect.getOwnMetadata(EXAMPLES, dto) as Record<string, { summary: string; value: object }> | undefined;

const EXAMPLES = 'clientela:examples';
