import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this program. */
export const VERSION = (JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }).version;

/** The compiled file is in `dist`, one folder deeper than the source. */
function packageFile(): string {
  const root = join(__dirname, '../..');
  return join(root.endsWith('dist') ? join(root, '..') : root, 'package.json');
}
