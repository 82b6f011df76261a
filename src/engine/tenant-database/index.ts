export type { Connection, Connections } from './connection.js';
