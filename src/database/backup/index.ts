export { type BackedUp, backUp, type BackupOptions } from './back-up.js';
export { type BackupHeader, headerOf } from './header.js';
export { restore } from './restore.js';
export { type RestoredTenant, restoreTenant } from './restore-tenant.js';
