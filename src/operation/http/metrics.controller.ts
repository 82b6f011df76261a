import { Controller, Get, Head, Header, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../../auth/access.js';
import { MetricsGuard } from '../metrics.guard.js';
import { Metrics } from '../metrics.js';

/** For Prometheus. */
@Open('operation')
@UseGuards(MetricsGuard)
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }

  @Head()
  @Header('Cache-Control', 'no-store')
  has(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.read(reply);
  }
}
