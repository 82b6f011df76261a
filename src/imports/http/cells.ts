import type { Type } from '@nestjs/common';
import { plainTypeOf } from '../../contracts/shape.js';
import { SEPARATOR } from '../formats/csv-lines.js';
import type { Source } from '../sources.js';

/**
 * Turns the texts of CSV cells into the types that the inputs of a contract take. `inputs` are the classes of the row
 * (`''`) and of the objects in it. A text that does not fit stays a text, and is refused by the rules of its word.
 */
export const cells =
  (inputs: Readonly<Record<string, Type<object>>>): Source['cell'] =>
  (word, text) => {
    const dot = word.lastIndexOf('.');
    const input = inputs[dot < 0 ? '' : word.slice(0, dot)];
    switch (input && plainTypeOf(input, word.slice(dot + 1))) {
      case 'integer':
      case 'number':
        return /^-?\d{1,20}(\.\d{1,20})?$/.test(text) ? Number(text) : text;
      case 'boolean':
        return BOOLEANS.get(text.toLowerCase()) ?? text;
      case 'array':
        return text
          .split(SEPARATOR)
          .map((one) => one.trim())
          .filter((one) => one !== '');
      default:
        return text;
    }
  };

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
]);
