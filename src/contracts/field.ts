import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateIf, type ValidationArguments } from 'class-validator';

/** Options of all fields of DTOs. */
export interface Common {
  description: string;
  example?: unknown;
  /** The request must have it, and not as null. */
  required?: boolean;
  /** `null` clears it. On unless required. */
  nullable?: boolean;
}

export interface QueryRules {
  description: string;
  example?: unknown;
}

declare const RULE: unique symbol;

/** A decorator that checks and documents a field of a request. Its type is the type of the accepted values. */
export type Rule<Value = unknown, Required = boolean> = PropertyDecorator & {
  readonly [RULE]?: { value: Value; required: Required };
};

/** The rule of a field with these options: optional and nullable unless they say otherwise. */
export type RuleOf<Value, Options> = Rule<
  Options extends { required: true } | { nullable: false } ? Value : Value | null,
  Options extends { required: true } ? true : false
>;

interface FieldOptions extends Common {
  transform?: (value: unknown) => unknown;
}

export function field(
  { required = false, nullable = !required, transform, ...common }: FieldOptions,
  schema: object,
  rules: PropertyDecorator[],
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...common, ...defined(schema), required, nullable }),
    ValidateIf((_: object, value: unknown) => (value !== undefined || required) && (value !== null || !nullable)),
    ...(transform ? [Transform(({ value }: { value: unknown }) => transform(value))] : []),
    ...rules,
  );
}

export const orMissing =
  (must: string) =>
  ({ property, value }: ValidationArguments) =>
    `${property} ${value === undefined || value === null ? 'is required' : must}`;

export const defined = (schema: object) =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
