/** A JSON schema of OpenAPI 3.1. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object with these required and optional keys, and no others. */
export const exactly = (required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema => ({
  type: 'object',
  properties: { ...required, ...optional },
  // OpenAPI 3.0 allows no empty list.
  ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
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

/** A text of at most so many characters. */
export const textOf = (maxLength: number): Schema => ({ type: 'string', maxLength });

/** A whole number that is not negative. */
export const whole = (maximum: number = Number.MAX_SAFE_INTEGER): Schema => ({ type: 'integer', minimum: 0, maximum });

/** A list of at most so many items. */
export const listOf = (items: Schema, maxItems: number): Schema => ({ type: 'array', items, maxItems });

/** An HTTP status. */
export const status: Schema = { type: 'integer', minimum: 100, maximum: 599 };
