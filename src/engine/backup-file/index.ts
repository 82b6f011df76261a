export { UnusableBackup } from './damage.js';
export { type Backup, type Keys, openBackup } from './read.js';
export { type RowCounts, type Section, writeBackup } from './write.js';
