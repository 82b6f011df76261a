export {
  type EmbeddedConnection,
  type EmbeddedPostgresOptions,
  NoDatabase,
  type RunningPostgres,
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
