import type { Addresses } from '../../customer.entity.js';

type Printed = 'Line1' | 'Line2' | 'Line3' | 'City' | 'State' | 'Postcode' | 'Country';
type Side = 'billing' | 'shipping';

const printedParts = <Of extends Side>(side: Of) =>
  ({
    lines: [`${side}Line1`, `${side}Line2`, `${side}Line3`],
    place: [`${side}City`, `${side}State`, `${side}Postcode`],
    country: `${side}Country`,
  }) as const;

const PRINTED = { billing: printedParts('billing'), shipping: printedParts('shipping') };

/** An address as it is printed: city, state and postal code share a line; empty parts take no line. */
export function printedAddress<Of extends Side>(customer: Pick<Addresses, `${Of}${Printed}`>, side: Of): string {
  const address = customer as Addresses;
  const { lines, place, country } = PRINTED[side];
  const town = place
    .map((part) => address[part])
    .filter(Boolean)
    .join(' ');
  return [...lines.map((line) => address[line]), town, address[country]].filter(Boolean).join('\n');
}
