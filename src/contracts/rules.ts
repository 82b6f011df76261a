import type { Type } from '@nestjs/common';
import { getMetadataStorage, validateSync, type ValidationError, ValidationTypes } from 'class-validator';
import { memoized } from '../engine/kit/memoized.js';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

const ofClass = new WeakMap<object, Rules>();
const rules = keeping(getMetadataStorage());

/** The fields that a DTO declares. */
export const declaredBy = (dto: Type<object>): string[] => rulesOf(dto).map(({ propertyName }) => propertyName);

/**
 * The broken rules of a DTO, at most one per field. Undeclared keys inside its objects are dropped. A request has few
 * of many fields, so only the rules of its fields, and of required fields, are checked. That saves most of the time.
 */
export function errorsOf(dto: object): ValidationError[] {
  const Part = partOf(dto.constructor as Type<object>, Object.keys(dto));
  return validateSync(Object.assign(new Part(), dto), {
    whitelist: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
}

/** Maximum number of remembered combinations of fields per class. For further combinations all rules are checked. */
const MOST_PARTS = 100;
const parts = new WeakMap<Type<object>, Map<string, Type<object>>>();

function partOf(dto: Type<object>, fields: string[]): Type<object> {
  const known = memoized(parts, dto, () => new Map<string, Type<object>>());
  const together = fields.toSorted().join();
  return (
    known.get(together) ??
    (known.size < MOST_PARTS ? memoized(known, together, () => withFields(dto, new Set(fields))) : dto)
  );
}

/** A class with the rules of these fields only, for class-validator. */
function withFields(dto: Type<object>, fields: ReadonlySet<string>): Type<object> {
  const all = rulesOf(dto);
  const isAsked = (field: string) =>
    fields.has(field) || all.every((rule) => rule.propertyName !== field || appliesTo(rule, undefined));
  class Part {}
  ofClass.set(
    Part,
    all.filter(({ propertyName }) => isAsked(propertyName)),
  );
  return Part;
}

const appliesTo = ({ type, constraints }: Rules[number], value: unknown) =>
  type !== ValidationTypes.CONDITIONAL_VALIDATION ||
  (constraints as [(object: object, value: unknown) => boolean])[0]({}, value);

const rulesOf = (dto: Type<object>): Rules => rules.getTargetValidationMetadatas(dto, '', false, false);

/**
 * class-validator searches the rules of all classes for each object that it checks. Rules do not change after their
 * class is declared, so this remembers them.
 */
function keeping(storage: Storage): Storage {
  const byField = new WeakMap<Rules, ReturnType<Storage['groupByPropertyName']>>();
  const [find, group] = [storage.getTargetValidationMetadatas.bind(storage), storage.groupByPropertyName.bind(storage)];
  return Object.assign(storage, {
    getTargetValidationMetadatas: (...[dto, ...options]: Parameters<typeof find>) =>
      memoized(ofClass, dto, () => find(dto, ...options)),
    groupByPropertyName: (found: Rules) => memoized(byField, found, () => group(found)),
  });
}
