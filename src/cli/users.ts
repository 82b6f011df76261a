import { randomBytes } from 'node:crypto';
import { PERMISSIONS } from '../auth/permissions.js';
import { UsersService } from '../auth/users.service.js';
import { command, optional, required } from './command.js';
import { tenantBy, userBy } from './finding.js';
import type { Group } from './program.js';
import { email, line, passwordFile, permissions, slug } from './readers.js';

const create = command({
  name: 'user create',
  about: 'Create a user and make it a member of a tenant. Without a password file a password is made and shown this once.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    email: required(email, 'Email address, unique among users.'),
    login: optional(line, 'Login name. Without one: the email address.'),
    firstName: optional(line, 'First name.'),
    lastName: optional(line, 'Last name.'),
    permissions: optional(permissions, 'What the member may do. Without it: everything.'),
    passwordFile: optional(passwordFile, 'File with the password, at least 12 characters; - reads standard input.'),
  },
  examples: ['user create --tenant acme --email ada@acme.example --permissions customers:read'],
  async run(app, { tenant: slug, permissions = PERMISSIONS, passwordFile: given, ...options }) {
    const tenant = await tenantBy(app, slug);
    const password = given ?? randomBytes(15).toString('base64url');
    const { email, login = email, firstName = null, lastName = null } = options;
    const users = app.get(UsersService);
    const user = await users.create({ email, login, password, firstName, lastName, mobile: null });
    await users.join(tenant.id, user.id, permissions);
    return given ? user : { ...user, password };
  },
  note: (answer) => ('password' in (answer as object) ? 'Keep the password: it is not shown again.' : undefined),
});

const join = command({
  name: 'user join',
  about: 'Make a user a member of another tenant, or change what a member may do there.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    email: required(email, 'Email address of the user.'),
    permissions: optional(permissions, 'What the member may do. Without it: everything.'),
  },
  async run(app, { tenant, email, permissions = PERMISSIONS }) {
    const [{ id, slug }, user] = [await tenantBy(app, tenant), await userBy(app, email)];
    await app.get(UsersService).join(id, user.id, permissions);
    return { tenant: slug, user: user.id, permissions };
  },
});

export const users: Group = { word: 'user', about: 'Users: people who sign in and work for tenants.', commands: [create, join] };
