import { erp } from '../../../contracts/erp.js';
import {
  CreateThirdPartyInput,
  fromThirdParty,
  PostalAddressInput,
  toThirdParty,
} from '../../../customers/http/erp/erp.dto.js';
import { BILLING, CUSTOMER, ERP_VIEW } from '../../../customers/http/erp/words.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, RowReader } from '../row-reader.js';

const ADDRESS = knows('id', ...Object.keys(BILLING));
const KNOWN = { ...knows(...Object.keys(CUSTOMER)), billing_address: ADDRESS, shipping_address: ADDRESS };

/** A third party. */
export const erpSource: Source = {
  contract: erp.name,
  cell: cells({ '': CreateThirdPartyInput, billing_address: PostalAddressInput, shipping_address: PostalAddressInput }),
  view: ERP_VIEW,
  show: (card) => toThirdParty(card),
  read(row) {
    const reader = new RowReader(row);
    const customer = reader.as(CreateThirdPartyInput);
    const id = reader.id('id');
    const ids = {
      code: reader.id('code'),
      billing_address: reader.id('id', reader.object('billing_address') ?? {}, 'billing_address.'),
      shipping_address: reader.id('id', reader.object('shipping_address') ?? {}, 'shipping_address.'),
    };
    return reader.finish(KNOWN, () => ({
      id,
      customer: { ...fromThirdParty(customer), displayName: customer.name },
      ids: Object.fromEntries(Object.entries(ids).filter((entry): entry is [string, string] => entry[1] !== null)),
    }));
  },
};
