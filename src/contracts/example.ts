/**
 * An example of a body, above its DTO. Documents show all examples, the page at /docs shows the first one, and a test
 * sends every one.
 */
export const Example =
  (summary: string, value: object): ClassDecorator =>
  (dto) => {
    const name = summary.toLowerCase().replaceAll(/\W+/g, '_');
    // Decorators run from bottom to top, but examples are listed from top to bottom.
    Reflect.defineMetadata(EXAMPLES, { [name]: { summary, value }, ...examplesOf(dto) }, dto);
  };

/** The examples of a DTO itself, without those of its base class: they may lack fields that this class requires. */
export const examplesOf = (dto: object) =>
  Reflect.getOwnMetadata(EXAMPLES, dto) as Record<string, { summary: string; value: object }> | undefined;

const EXAMPLES = 'clientela:examples';
