import { BlockList } from 'node:net';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../contracts/credentials.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { sameText } from '../engine/kit/same-text.js';
import { credentialRefused, Problem } from '../problem.js';

/**
 * Requires the METRICS_TOKEN. Without one, allows only requests from this machine; other requests see an unknown
 * address.
 */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(@Inject(ENV) private readonly env: Env) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { token } = this.env.metrics;
    if (token === undefined) {
      if (isFromHere(request)) return true;
      throw new Problem('no_such_route', 'There is nothing at this address.');
    }
    if (sameText(bearerToken(request) ?? '', token)) return true;
    void http.getResponse<FastifyReply>().header('WWW-Authenticate', 'Bearer');
    throw credentialRefused('The metrics token is missing or wrong.');
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Requests that a proxy on this machine forwards have a loopback address too, so they do not count, whatever
 * TRUST_PROXY says.
 */
function isFromHere({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  return (
    LOOPBACK.check(address, address.includes(':') ? 'ipv6' : 'ipv4') &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}
