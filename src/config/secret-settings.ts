import { secretsIn } from './secrets.js';
import type { Variables } from './variables.js';

/** What signs tokens. */
export interface SecretSettings {
  /** One or several (`secretsIn`), each of at least 32 characters; made at the first start and kept in the data folder when not given. */
  readonly jwtSecret?: string;
}

export function secretSettings(variables: Variables, production: boolean): SecretSettings {
  const jwtSecret = variables.secret('JWT_SECRET');
  if (jwtSecret && secretsIn(jwtSecret).some(({ length }) => length < 32)) {
    variables.complain('JWT_SECRET must have at least 32 characters; where a comma divides several secrets, each of them');
  }
  if (production && !jwtSecret) variables.complain('JWT_SECRET is required with NODE_ENV=production');
  return { jwtSecret };
}
