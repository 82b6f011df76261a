import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { ApiDocument } from './document.js';
import { methodsOf } from './methods.js';
import { textOf } from './text.js';

/** The generated files of the SDK, except the types that openapi-typescript writes. */
export async function filesOf(sdk: string, contracts: readonly string[]): Promise<Record<string, string>> {
  const { version } = read<{ version: string }>(join(sdk, 'package.json'));
  const files: Record<string, string> = {
    'src/core/version.ts': `// Generated from package.json by \`npm run openapi\`.\nexport const VERSION = '${version}';\n`,
  };
  for (const contract of contracts) {
    const document = read<ApiDocument>(join(sdk, `../openapi/${contract}.json`));
    files[`src/${contract}/operations.ts`] = textOf(contract, methodsOf(document));
  }
  const options = { ...(await resolveConfig(join(sdk, 'package.json'))), parser: 'typescript' };
  for (const [file, text] of Object.entries(files)) files[file] = await format(text, options);
  return files;
}

const read = <Content>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Content;
