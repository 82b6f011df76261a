const base = require('../../jest.config.js');

/** What depends on the version of Node, of the built server and of the code. */
const SMALL = [
  'node/serves', // the built server with its embedded database, workers and command line
  'contracts/clients', // HTTP, JSON, decorators
  'domain/hashing-slots', // native code in threads
];
const QUICK = [
  ...SMALL,
  'contracts/{contacts,billing,billing-signed,erp,accounting,clientela}',
  'cases/{texts,local-times,countries-and-times,search,cors}', // Unicode, time zones, names of countries: ICU of Node
  'cli/process', // TypeScript that Node runs, streams, exit codes
  'database/{backup,prepared,refusing-database}', // streams, gzip, encryption, sockets
  'engine/backup-file/*',
  'engine/webhooks/{outbound,signing,targets}', // DNS, TLS, HTTP clients
  'engine/workers/*', // cluster
  'mcp/{http,stdio}',
  'operation/{data-folder,large-lists,stop,traces}', // modes of files, back pressure, signals
  'sdk/{clients,lists}', // fetch
];

/** For `npm run test:node`: other versions of Node run these files. */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: (process.env.NODE_SUITE === 'small' ? SMALL : QUICK).map((files) => `<rootDir>/test/${files}.spec.ts`),
  testPathIgnorePatterns: [],
};
