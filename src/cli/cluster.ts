import { type ClusterLayout, prepareClusterAs } from '../database/cluster.js';
import { command } from './command.js';
import type { Group } from './program.js';

const prepare = command({
  name: 'cluster prepare',
  about:
    'Distribute the tables over the workers of a Citus cluster, and show where they are. ' +
    'All rows of a tenant are on one worker. A start of the server does this too; to run it again changes nothing. ' +
    'Rows that are there already are moved, and meanwhile no program can write.',
  run: (_app, _values, owner) => prepareClusterAs(owner),
  rows: (layout) => (layout as ClusterLayout).tables,
  note: (layout) => `${(layout as ClusterLayout).workers} workers`,
});

export const cluster: Group = {
  word: 'cluster',
  about: 'A cluster of PostgreSQL servers with Citus.',
  commands: [prepare],
};
