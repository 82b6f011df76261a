const { spawnSync } = require('node:child_process');

/**
 * Runs a command with variables of the environment, in any shell: `node scripts/with.js CASES:=200 jest test/laws`.
 * `NAME:=value` is for a variable that is not set, `NAME=value` for any. npm appends the arguments that it is given.
 */
const words = process.argv.slice(2);
const end = words.findIndex((word) => !/^[A-Z_]+:?=/.test(word));
for (const word of words.slice(0, end)) {
  const [, name, isDefault, value] = /^([A-Z_]+)(:?)=(.*)$/.exec(word);
  if (!isDefault || !process.env[name]) process.env[name] = value;
}

// Commands of npm packages are files that only a shell runs on Windows.
const inShell = process.platform === 'win32' ? JSON.stringify : (word) => `'${word.replaceAll("'", "'\\''")}'`;
const quoted = (word) => (/^[\w./:=@-]+$/.test(word) ? word : inShell(word));
const { status, signal } = spawnSync(words.slice(end).map(quoted).join(' '), { stdio: 'inherit', shell: true });
if (signal) process.kill(process.pid, signal);
else process.exitCode = status ?? 1;
