import { secretsIn, SHORTEST_SECRET } from './secrets.js';
import type { Variables } from './variables.js';

/** The secrets that sign tokens and encrypt private keys and backups. */
export interface SecretSettings {
  /** One or several (`secretsIn`), each of at least 32 characters. Default: generated and stored in the data folder. */
  readonly jwtSecret?: string;
  /** Encrypts private keys. One or several, like `jwtSecret`. */
  readonly encryptionKey?: string;
  /** Encrypts backups. One or several, like `jwtSecret`. */
  readonly backupKey?: string;
}

export function secretSettings(variables: Variables, production: boolean): SecretSettings {
  const jwtSecret = secrets(variables, 'JWT_SECRET');
  if (production && !jwtSecret) variables.complain('JWT_SECRET is required with NODE_ENV=production');
  return {
    jwtSecret,
    encryptionKey: secrets(variables, 'ENCRYPTION_KEY'),
    backupKey: secrets(variables, 'BACKUP_KEY'),
  };
}

function secrets(variables: Variables, name: string): string | undefined {
  const given = variables.secret(name);
  if (given === undefined) return undefined;
  const all = secretsIn(given);
  if (all.length === 0 || all.some(({ length }) => length < SHORTEST_SECRET)) {
    variables.complain(
      `${name} must have at least ${SHORTEST_SECRET} characters; where commas divide several secrets, each of them`,
    );
  }
  return given;
}
