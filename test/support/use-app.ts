import { aTenant, type TenantOptions, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from './app.js';

// These functions register the hooks of a file or of a `describe`. They return objects that the hooks fill,
// so tests and later hooks may read them, but the code around the tests may not.

/** Starts an application before the tests, and closes it after them. */
export const useApp = (...how: Parameters<typeof startApp>): TestApp => useStarted(() => startApp(...how));

/** Adds a tenant before the tests. */
export function useTenant(app: TestApp, options?: TenantOptions): TestTenant {
  const tenant = {} as TestTenant;
  beforeAll(async () => void Object.assign(tenant, await aTenant(app, options)));
  return tenant;
}

/** Adds a tenant before each test, so that no test finds what another test left behind. */
export function useTenantPerTest(app: TestApp, options?: TenantOptions): TestTenant {
  const tenant = {} as TestTenant;
  beforeEach(async () => void Object.assign(tenant, await aTenant(app, options)));
  return tenant;
}

/** Starts an application and adds a tenant before the tests: what most files need. */
export function useAppAndTenant(...how: Parameters<typeof startApp>): { app: TestApp; tenant: TestTenant } {
  const app = useApp(...how);
  return { app, tenant: useTenant(app) };
}

/** Starts a server under test before the tests, and closes it after them. */
export function useStarted<App extends TestApp>(start: () => Promise<App>): App {
  const app = {} as App;
  beforeAll(async () => void Object.assign(app, await start()));
  afterAll(() => app.close());
  return app;
}
