import { Controller, Get } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Open, Reads } from '../../src/auth/access.js';
import { Admission } from '../../src/contracts/admission.js';
import { clients } from '../../src/contracts/clients.js';
import { RESERVED_SLUGS } from '../../src/contracts/index.js';
import { Speaks } from '../../src/contracts/speaks.js';
import { assertRoutesAreGuarded, routesOf } from '../../src/routes.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

@Controller('open')
class OpenController {
  @Get()
  read(): string {
    return 'to all callers';
  }
}

@Speaks(clients)
@Controller('undeclared')
class UndeclaredController {
  @Get()
  read(): string {
    return 'to every caller';
  }
}

@Open('operation')
@Speaks(clients)
@Controller('both')
class BothController {
  @Reads('customers:read')
  @Get()
  read(): string {
    return 'as a contract, and to all callers';
  }
}

describe('every route', () => {
  it.each([OpenController, UndeclaredController, BothController])(
    'wears a contract and declares its access, or nothing starts: %p',
    async (controller) => {
      const module = await Test.createTestingModule({ controllers: [controller] })
        .overrideGuard(Admission)
        .useValue({})
        .compile();
      expect(() => assertRoutesAreGuarded(module.createNestApplication(new FastifyAdapter()))).toThrow(
        `${controller.name}.read`,
      );
    },
  );

  it('that changes something by its method is counted as a write, unless it is a sign-in', () => {
    const changing = routesOf(app.nest).filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    const uncounted = changing.filter(({ access }) => access?.kind === 'reads');
    expect(changing.length).toBeGreaterThan(10);
    expect(uncounted.map(({ controller, handler }) => `${controller.name}.${handler}`)).toEqual([]);
  });

  it('has no path that a tenant could hide by using one of its segments as the slug', () => {
    const beside = routesOf(app.nest).flatMap(({ path }) => /^\/api\/([^/:]+)/.exec(path)?.[1] ?? []);
    expect(beside.length).toBeGreaterThan(10);
    expect([...new Set(beside)].filter((segment) => !RESERVED_SLUGS.includes(segment))).toEqual([]);
  });

  it('is in the document of its contract, unless it is a step of the sign-in at an identity provider', () => {
    const undocumented = routesOf(app.nest).filter((route) => route.undocumented);
    expect(undocumented.map(({ access }) => access?.kind)).toEqual(undocumented.map(() => 'signsIn'));
    expect(undocumented.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /clientela/v1/session/oidc/callback',
      'GET /clientela/v1/session/oidc/end',
      'GET /clientela/v1/session/oidc/start',
      'POST /clientela/v1/session/oidc/device',
      'POST /clientela/v1/session/oidc/device/session',
      'POST /clientela/v1/session/oidc/handover',
    ]);
  });

  it('belongs to one of the contracts, or is open to those who operate the server', () => {
    const open = routesOf(app.nest).filter((route) => route.open);
    expect([...new Set(open.map(({ path }) => path))].sort()).toEqual(['/health/live', '/health/ready', '/metrics']);
    const others = routesOf(app.nest).filter((route) => !route.open);
    expect([...new Set(others.map(({ contract }) => contract?.name))].sort()).toEqual([
      'accounting',
      'billing',
      'clientela',
      'clients',
      'contacts',
      'erp',
    ]);
  });
});
