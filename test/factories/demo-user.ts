import { type User, UsersService } from '../../src/auth/users.service.js';
import type { TestApp } from '../support/app.js';

/** The user as whom the examples of documents sign in. A database can have it once. */
export const demoUser = (app: TestApp): Promise<User> =>
  app.nest.get(UsersService).create({
    email: 'demo@example.com',
    login: 'demo',
    password: 'correct horse battery staple',
    firstName: 'Demo',
    lastName: 'User',
    mobile: null,
  });
