import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();
