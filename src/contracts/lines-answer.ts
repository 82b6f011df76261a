import { applyDecorators } from '@nestjs/common';
import { ApiProduces, ApiResponse } from '@nestjs/swagger';

export const NDJSON_TYPE = 'application/x-ndjson';

/** An answer of lines that each have a JSON object. They are written while they are read. */
export class LinesAnswer {
  constructor(readonly parts: AsyncIterable<string>) {}
}

/** Documents such an answer. */
export const AnswersLines = (description: string): MethodDecorator =>
  applyDecorators(ApiProduces(NDJSON_TYPE), ApiResponse({ status: 200, description, schema: { type: 'string' } }));
