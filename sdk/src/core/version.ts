// Generated from package.json by `npm run openapi`.
export const VERSION = '0.2.0';
