export {
  type EmbeddedConnection,
  type EmbeddedPostgresOptions,
  type RunningPostgres,
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
