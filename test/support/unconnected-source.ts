import { DataSource } from 'typeorm';
import { databaseOptions } from '../../ormconfig.js';

/** A data source that knows the entities and is connected to nothing: for the query builder. */
export async function unconnectedSource(): Promise<DataSource> {
  const source = new DataSource(databaseOptions({ url: 'postgresql://localhost/none' }));
  // TypeORM builds the metadata only when it connects, and hides this method.
  await (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  return source;
}
