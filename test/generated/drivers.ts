import { join } from 'node:path';
import { folderOf, type Language, packageOf, python } from './generator.js';

const DRIVERS = join(__dirname, 'drivers');

/** A program that calls the operations of one client. It reads its task from stdin. */
export interface Driver {
  program: string;
  args: string[];
  env?: Record<string, string>;
}

/** By language. Those that are compiled are compiled here. */
export const PREPARE: Partial<Record<Language, Prepare>> = {
  python: () => Promise.resolve(() => ({ program: python(), args: [join(DRIVERS, 'calls.py')] })),
};

type Prepare = (place: string, contracts: string[]) => Promise<(contract: string) => Driver>;

/** What a driver needs to know of the client. */
export const clientOf = (place: string, language: Language, contract: string) => ({
  folder: folderOf(place, language, contract),
  package: packageOf(contract),
});
