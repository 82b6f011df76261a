import * as cuit from 'stdnum/lib/cjs/ar/cuit.js';
import * as cnpj from 'stdnum/lib/cjs/br/cnpj.js';
import * as cpf from 'stdnum/lib/cjs/br/cpf.js';
import * as rut from 'stdnum/lib/cjs/cl/rut.js';
import * as nitOfColombia from 'stdnum/lib/cjs/co/nit.js';
import * as cpj from 'stdnum/lib/cjs/cr/cpj.js';
import * as rnc from 'stdnum/lib/cjs/do/rnc.js';
import * as rucOfEcuador from 'stdnum/lib/cjs/ec/ruc.js';
import * as nifOfSpain from 'stdnum/lib/cjs/es/nif.js';
import * as vat from 'stdnum/lib/cjs/gb/vat.js';
import * as nitOfGuatemala from 'stdnum/lib/cjs/gt/nit.js';
import * as rfc from 'stdnum/lib/cjs/mx/rfc.js';
import * as rucOfPeru from 'stdnum/lib/cjs/pe/ruc.js';
import * as nifOfPortugal from 'stdnum/lib/cjs/pt/nif.js';
import * as rucOfParaguay from 'stdnum/lib/cjs/py/ruc.js';
import * as nitOfElSalvador from 'stdnum/lib/cjs/sv/nit.js';
import * as ein from 'stdnum/lib/cjs/us/ein.js';
import * as rutOfUruguay from 'stdnum/lib/cjs/uy/rut.js';
import * as rif from 'stdnum/lib/cjs/ve/rif.js';
import { PLACEHOLDERS } from '../customers/tax-id-placeholders.js';

interface Rule {
  validate(value: string): { isValid: boolean };
}

/** The tax IDs of firms, and of persons who trade, by country. Each has a check digit or a closed form. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  AR: [cuit],
  BR: [cnpj, cpf],
  CL: [rut],
  CO: [nitOfColombia],
  CR: [cpj],
  DO: [rnc],
  EC: [rucOfEcuador],
  ES: [nifOfSpain],
  GB: [vat],
  GT: [nitOfGuatemala],
  MX: [rfc],
  PE: [rucOfPeru],
  PT: [nifOfPortugal],
  PY: [rucOfParaguay],
  SV: [nitOfElSalvador],
  US: [ein],
  UY: [rutOfUruguay],
  VE: [rif],
};

export const COUNTRIES_WITH_RULES: readonly string[] = Object.keys(RULES);

const LISTED: ReadonlySet<string> = new Set(PLACEHOLDERS);

/** Whether a normal form stands for "none": no digit, one digit repeated, or a number for unknown customers. */
export const isPlaceholder = (normal: string): boolean =>
  LISTED.has(normal) || !/\p{Nd}/u.test(normal) || /^\D*(\d)\1*\D*$/.test(normal) || /^0?123456789?0?$/.test(normal);

/**
 * The normal form without the code of the country before it, which tax offices of the European Union add. Where the
 * country is not known, it is that of the code.
 */
export function nationalTaxId(normal: string, country: string | null): string {
  const [code, rest] = [normal.slice(0, 2), normal.slice(2)];
  const isCode = country === null ? RULES[code] !== undefined : code === country;
  return isCode && (rest.match(/\d/g)?.length ?? 0) >= 6 ? rest : normal;
}

/** Whether a country's rule accepts a tax ID. False also if its rule is not known. */
export const isValidTaxId = (national: string, country: string | null): boolean =>
  country !== null && (RULES[country] ?? []).some((rule) => rule.validate(national).isValid);
