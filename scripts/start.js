const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

/** `npm start`: builds the server, and becomes it. */
console.log('Building Clientela; the first time takes about a minute …');
const { status } = spawnSync('npm run --silent build:server', { stdio: 'inherit', shell: true });
if (status !== 0) process.exit(status ?? 1);

// npm passes a signal on to its shell, which ends without passing it on.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

// Workers are started by the name of the program.
process.argv[1] = join(__dirname, '../dist/src/main.js');
require(process.argv[1]);
