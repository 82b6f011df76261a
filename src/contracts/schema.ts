/** A JSON schema of OpenAPI 3.1. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object with these required and optional keys, and no others. */
export const exactly = (required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

/** A constant value. */
export const only = (value: string | number | boolean | null): Schema => ({
  type: value === null ? 'null' : typeof value === 'number' ? 'integer' : typeof value,
  const: value,
});

/** A schema with a description and examples. */
export const described = (description: string, schema: Schema, ...examples: unknown[]): Schema => ({
  ...schema,
  description,
  ...(examples.length > 0 && { examples }),
});

export const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const text: Schema = { type: 'string' };
export const whole: Schema = { type: 'integer' };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
