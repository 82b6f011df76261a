import setUpDatabase from '../support/global-setup';

const NONE = `CITUS_URL is not set, so nothing was tested on Citus. It is the URL of a superuser of a coordinator,
in a database in which its workers were added. docs/scaling.md says how to start such a cluster.`;

// (Jest asks for a default export.)
export default async function setUp(): Promise<void> {
  if (!process.env.CITUS_URL) {
    console.error(NONE);
    process.exit(1);
  }
  await setUpDatabase();
}
