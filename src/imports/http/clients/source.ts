import { clients } from '../../../contracts/clients.js';
import { CreateClientInput, toClient } from '../../../customers/http/clients/clients.dto.js';
import { ADDRESS, CLIENT_VIEW, DETAIL, fromClient, ROW } from '../../../customers/http/clients/words.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, RowReader } from '../row-reader.js';

const KNOWN = {
  ...knows(...Object.keys({ ...ROW, ...DETAIL, ...ADDRESS })),
  address: knows(...Object.keys(ADDRESS)),
  accounts: knows('id', 'name'),
};

/** A client, as a detail answers it: its address is an object. The flat words of a request are taken, too. */
export const clientsSource: Source = {
  contract: clients.name,
  cell: cells({ '': CreateClientInput, address: CreateClientInput }),
  view: CLIENT_VIEW,
  show: (card) => toClient(card),
  read(row) {
    const reader = new RowReader(row);
    const client = reader.as(CreateClientInput, { ...row, ...reader.object('address') });
    const id = reader.id('id');
    const children = reader.list('accounts')?.flatMap(({ item, at }) => reader.id('id', item, at) ?? []);
    return reader.finish(KNOWN, () => ({
      id,
      customer: { ...fromClient(client), displayName: client.name },
      ...(children?.length && { children }),
    }));
  },
};
