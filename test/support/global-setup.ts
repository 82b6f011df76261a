import { openTestDatabase } from './test-database';

// Workers are started after this and inherit the variable. (Jest asks for a default export.)
export default async function setUp(): Promise<void> {
  globalThis.testDatabase = await openTestDatabase();
  process.env.DATABASE_URL = globalThis.testDatabase.url;
}
