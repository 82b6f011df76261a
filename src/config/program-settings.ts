import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What programs that talk to a server read from their environment. */
export interface ProgramSettings {
  /** The address of the server. */
  url: string;
  /** Whether an API key is set, so that no session is needed. */
  hasKey: boolean;
  /** The folder of this user's settings (XDG Base Directory). */
  folder: string;
}

export const DEFAULT_SERVER = 'http://127.0.0.1:3000';

export function programSettings(given: NodeJS.ProcessEnv): ProgramSettings {
  const text = (name: string) => given[name]?.trim() || undefined;
  return {
    url: text('CLIENTELA_URL') ?? DEFAULT_SERVER,
    hasKey: [text('CLIENTELA_KEY'), text('CLIENTELA_KEY_FILE')].some((one) => one !== undefined),
    folder: join(resolve(text('XDG_CONFIG_HOME') ?? join(homedir(), '.config')), 'clientela'),
  };
}
