import { DataSource } from 'typeorm';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { onServer } from '../support/owner.js';

describe('the log', () => {
  it('tells of a failure, without secrets and without personal data', async () => {
    const lines: string[] = [];
    const hear = (text: unknown) => {
      lines.push(String(text));
      return true;
    };
    const app = await startApp({ LOG_LEVEL: 'trace' }, { logTo: { write: hear } });
    const spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation(hear),
      jest.spyOn(process.stderr, 'write').mockImplementation(hear),
    ];
    try {
      const tenant = await aTenant(app);
      const { password } = tenant.user;
      const personal = { name: 'Zaphod Beeblebrox', email: 'zaphod@example.com', phone: '+12125550142' };
      await app.as(tenant).clients.post('/clients', { ...personal, latitude: 'wrong' });
      await app.as(tenant).clients.post('/clients', personal);
      await app.send('POST', '/apidev/v1/login', {
        headers: { tenant: tenant.domain },
        body: { email: tenant.user.email, password: `${password}!` },
      });
      await app.send('POST', `/api/${tenant.slug}/v4.0.0/auth`, {
        query: { username: tenant.user.login, password: `${password}!` },
      });
      // The database's own complaint about a row would carry the row's values.
      await onServer(
        app,
        `ALTER TABLE customers ADD CONSTRAINT for_this_test CHECK (display_name <> '${personal.name}' OR tenant_id <> ${tenant.id}) NOT VALID`,
      );
      const refused = await app.as(tenant).clients.post('/clients', personal);
      expect(refused.status).toBe(500);
      await onServer(app, 'ALTER TABLE customers DROP CONSTRAINT for_this_test');
      expect(lines.join('')).toContain('for_this_test');
      await app.nest.get(DataSource).destroy();
      const headers = await app.as(tenant).clients.credentials();
      const failed = await app.send('POST', '/apidev/v1/clients', { headers, body: personal });
      expect(failed.status).toBeGreaterThanOrEqual(500);
      expect(JSON.stringify(failed.body)).not.toMatch(/ at |node_modules|SELECT|INSERT/);

      const log = lines.join('');
      expect(log).toContain('Refusal');
      const secrets = [
        password,
        ...Object.values(tenant.keys).map(({ secret }) => secret),
        headers['authorization']!.slice(7),
        app.env.jwtSecret!,
      ];
      for (const secret of [...secrets, ...Object.values(personal)]) expect(log).not.toContain(secret);
    } finally {
      for (const spy of spies) spy.mockRestore();
      await app.nest.close().catch(() => {});
    }
  });
});
