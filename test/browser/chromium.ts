import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian's package has it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Installs Chromium where it is missing, as root or by a `sudo` that asks nothing. */
export function installChromium(): void {
  if (existsSync(CHROMIUM)) return;
  try {
    asRoot('apt-get', 'update', '-qq');
    asRoot(
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'chromium',
    );
  } catch (cause) {
    throw new Error(`There is no ${CHROMIUM}, and it could not be installed. As root: apt-get install chromium`, {
      cause,
    });
  }
}

function asRoot(...command: string[]): void {
  const [program, ...rest] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  execFileSync(program!, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Headless. Chromium's own requests to its makers are blocked, so that nothing leaves this machine. */
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
