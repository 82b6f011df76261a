import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';

export const UNDOCUMENTED = 'clientela:undocumented';

/** For a route that is no part of an API: browsers are sent to it, or only a program of the same version uses it. */
export const Undocumented = (reason: 'sign-in at a provider'): MethodDecorator =>
  applyDecorators(SetMetadata(UNDOCUMENTED, reason), ApiExcludeEndpoint());
