// Generated from package.json by `npm run openapi`.
export const VERSION = '0.1.0';
