import { asciiDigits, oneLine } from './texts.js';

/**
 * The normal form of a tax ID: its letters and digits in upper case. A text without any compares as it is. The function
 * `normal_tax_id` of the database computes the same.
 */
export function normalTaxId(input: string): string {
  const plain = asciiDigits(input)
    .replace(/[^\p{L}\p{Nd}]+/gu, '')
    .toUpperCase();
  return plain === '' ? oneLine(input) : plain;
}
