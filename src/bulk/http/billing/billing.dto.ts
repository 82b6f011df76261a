import { ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Anything, Text } from '../../../contracts/fields.js';
import { exactly, listOf, status, textOf } from '../../../contracts/schema.js';
import { MOST_OF_REFUSAL } from '../../../problem.js';
import { URL_LIMIT } from '../../../request-limits.js';

export const MOST_ENTRIES = 25;

@ApiSchema({ description: 'One request of several.' })
@Example('A change', { request_method: 'PUT', uri: '/api/v3/customer/1', payload: { company: 'Test Customer' } })
@Example('A question', { request_method: 'GET', uri: '/api/v3/customer/1' })
export class BulkEntryInput {
  @Text({ required: true, max: 16, description: '`GET`, `POST`, `PUT` or `DELETE`.', example: 'PUT' })
  request_method: string;
  @Text({
    required: true,
    max: URL_LIMIT,
    description:
      'The path of the request with its query: from `/api/v3` on, below it, or as a full URL of this server.',
    example: '/api/v3/customer/1',
  })
  uri: string;
  @Anything({
    description: 'The body of the request; null or omitted if it has none.',
    example: { company: 'Test Customer' },
  })
  payload?: unknown;
}

/** The answer to an entry: the envelope of its route, without `details`. */
export interface BulkAnswer {
  code: number;
  status: 'OK' | 'Error';
  message: string;
  response: unknown;
}

const answer = exactly({
  code: { ...status, description: 'The status of this entry.', examples: [202] },
  status: { type: 'string', enum: ['OK', 'Error'], description: 'Whether it was served.' },
  message: { ...textOf(MOST_OF_REFUSAL.message + 50), description: 'What is wrong, or nothing.', examples: [''] },
  response: { description: 'As the entry’s own route answers it.', examples: [{ id: 44 }] },
});

export const BULK = exactly({
  _bulk: { ...listOf(answer, MOST_ENTRIES), description: 'One for each entry, in their order.' },
});

export const toAnswer = ({ code, status, message, response }: BulkAnswer): BulkAnswer => ({
  code,
  status,
  message,
  response,
});
