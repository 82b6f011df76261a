import { Controller, Get, Head, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../../auth/access.js';
import { Readiness } from '../readiness.js';

/** For process managers and load balancers. */
@Open('operation')
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    const status = await this.readiness.status();
    if (status !== 'ok') void reply.status(HttpStatus.SERVICE_UNAVAILABLE).header('Retry-After', '1');
    return { status };
  }

  @Head('live')
  @Header('Cache-Control', 'no-store')
  isLive(): { status: string } {
    return this.live();
  }

  @Head('ready')
  @Header('Cache-Control', 'no-store')
  isReady(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    return this.ready(reply);
  }
}
