import { z } from 'zod';

/** Inputs that several tools take. */
export const customerId = z
  .string()
  .regex(/^[1-9][0-9]{0,15}$/)
  .describe('The ID of the customer, such as "42".');

export const time = (about: string) => z.iso.datetime({ offset: true }).describe(`${about} ISO 8601.`).optional();

export const cursor = z.string().max(6000).describe('The `next` of the answer before.').optional();

export const atMost = (most: number, usual: number) =>
  z.number().int().min(1).max(most).default(usual).describe(`The most items; ${usual} when omitted.`);

/** Header values are one line. */
export const reason = z
  .string()
  .trim()
  .min(3)
  .max(500)
  .regex(/^[^\r\n]*$/, 'must be one line')
  .describe('Why, for the people who read the history: one line, such as "Ticket 4711: the customer has moved".');

export const digest = z.string().min(1).max(500).describe('The digest of the plan.');

/** Parts of outputs. Records have many fields, so they are not listed one by one. */
export const record = z.looseObject({});
export const next = z.string().nullable().describe('Send it as `after` for what follows; null at the end.');
export const isApplied = z.boolean().describe('Whether it was written.');
export const fieldChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });
export const customerAndVersion = { id: z.string(), version: z.number() };
