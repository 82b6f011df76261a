import type { Language } from './words.js';

/** What firms of a country are written with. `#` is any digit, `^` is one from 1 to 9. */
export interface Country {
  code: string;
  language: Language;
  dialling: string;
  phones: string[];
  postcode: string;
  cities: string[];
  forms: string[];
  taxId: string;
}

export const COUNTRIES: readonly Country[] = [
  {
    ...{ code: 'UY', language: 'es', dialling: '598', phones: ['2### ####', '09# ### ###'], postcode: '1##00' },
    cities: ['Montevideo', 'Salto', 'Paysandú', 'Maldonado', 'Rivera'],
    ...{ forms: ['S.A.', 'SRL', 'S.A.S.', 'Ltda.'], taxId: '21######001#' },
  },
  {
    ...{ code: 'AR', language: 'es', dialling: '54', phones: ['11 4### ####', '351 4## ####'], postcode: '####' },
    cities: ['Buenos Aires', 'Córdoba', 'Rosario', 'Mendoza', 'La Plata', 'Tucumán'],
    ...{ forms: ['S.A.', 'S.R.L.', 'SAS', 'S.A.I.C.'], taxId: '30-########-#' },
  },
  {
    ...{ code: 'ES', language: 'es', dialling: '34', phones: ['91# ### ###', '6## ### ###'], postcode: '28###' },
    cities: ['Madrid', 'Barcelona', 'Valencia', 'Sevilla', 'Málaga', 'Bilbao', 'Gijón'],
    ...{ forms: ['S.L.', 'S.A.', 'SLU', 'S. Coop.'], taxId: 'B########' },
  },
  {
    ...{ code: 'CL', language: 'es', dialling: '56', phones: ['2 2### ####', '9 ^### ####'], postcode: '8######' },
    cities: ['Santiago', 'Valparaíso', 'Concepción', 'Temuco'],
    ...{ forms: ['S.A.', 'Ltda.', 'SpA', 'E.I.R.L.'], taxId: '7#.###.###-#' },
  },
  {
    ...{ code: 'MX', language: 'es', dialling: '52', phones: ['55 5### ####', '81 8### ####'], postcode: '0####' },
    cities: ['Ciudad de México', 'Monterrey', 'Guadalajara', 'Puebla', 'León'],
    ...{ forms: ['S.A. de C.V.', 'S. de R.L. de C.V.', 'S.C.'], taxId: 'ABC##0101###' },
  },
  {
    ...{ code: 'CO', language: 'es', dialling: '57', phones: ['601 ^## ####', '31# ### ####'], postcode: '11####' },
    cities: ['Bogotá', 'Medellín', 'Cali', 'Barranquilla'],
    ...{ forms: ['S.A.S.', 'Ltda.', 'S.A.'], taxId: '900######-#' },
  },
  {
    ...{ code: 'BR', language: 'pt', dialling: '55', phones: ['11 3### ####', '21 9#### ####'], postcode: '0####-###' },
    cities: ['São Paulo', 'Rio de Janeiro', 'Curitiba', 'Porto Alegre', 'Goiânia', 'Belém'],
    ...{ forms: ['Ltda.', 'S/A', 'EIRELI', 'Ltda - ME', 'ME'], taxId: '##.###.###/0001-##' },
  },
  {
    ...{ code: 'PT', language: 'pt', dialling: '351', phones: ['21# ### ###', '91# ### ###'], postcode: '1###-###' },
    cities: ['Lisboa', 'Porto', 'Braga', 'Coimbra', 'Évora'],
    ...{ forms: ['Lda', 'S.A.', 'Unipessoal Lda'], taxId: '50#######' },
  },
  {
    ...{ code: 'US', language: 'en', dialling: '1', phones: ['212 55# ####', '305 4## ####'], postcode: '1####' },
    cities: ['New York', 'Miami', 'Austin', 'Springfield', 'Portland', 'Denver'],
    ...{ forms: ['Inc.', 'LLC', 'Corp.', '& Co.', 'L.L.C.'], taxId: '20-#######' },
  },
  {
    ...{ code: 'GB', language: 'en', dialling: '44', phones: ['20 7### ####', '161 4## ####'], postcode: 'SW# #AA' },
    cities: ['London', 'Manchester', 'Leeds', 'Bristol'],
    ...{ forms: ['Ltd', 'Limited', 'PLC', 'LLP'], taxId: '#########' },
  },
];
