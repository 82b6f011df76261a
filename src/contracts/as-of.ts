import type { FastifyRequest } from 'fastify';
import { activeRequest } from '../active-request.js';
import { AskedPast, type Moment } from '../asked-past.js';
import { invalidField } from '../problem.js';
import { exactMoment } from './iso-time.js';

/** Asks for a record as it was at a version or at a time. */
const HEADER = 'Clientela-As-Of';

/** The schema of the header. */
export const momentText = { type: 'string', minLength: 1, maxLength: 40, examples: ['5'] } as const;

/** Notes that a request asks for the past. Only reads of one customer, or of its records, can show it. */
export function askForPast({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): void {
  const asked = headers[HEADER.toLowerCase()];
  if (asked === undefined) return;
  if (method !== 'GET') throw unserved();
  activeRequest()!.past = new AskedPast(momentIn(String(asked)));
}

/** The problem of a request that asked for the past and was answered with the present. */
export const unservedPast = () => (activeRequest()?.past?.isServed === false ? unserved() : undefined);

const unserved = () => invalidField(HEADER, 'unserved', 'is only possible when one customer or its records are read');

export const malformedMoment = () => invalidField(HEADER, 'moment', 'must be a version or a time in ISO 8601');

function momentIn(text: string): Moment {
  if (/^\d{1,15}$/.test(text)) return { version: Number(text) };
  const time = exactMoment(text);
  if (!time) throw malformedMoment();
  return { time };
}
