import type { Address } from './description.js';
import { plainText, wordsIn } from './names.js';

/** An address as it is compared. */
export interface Place {
  text: string;
  /** Words of the street without its kind, so that `Av. Italia` is `Avenida Italia`. */
  street: string[];
  /** Numbers of the street: of the house, the floor, the door. The first one is mostly that of the house. */
  numbers: string[];
  postcode: string | null;
  city: string | null;
}

/** Kinds of streets and of parts of a house, in Spanish, Portuguese and English. */
const KINDS: ReadonlySet<string> = new Set(
  (
    'al apartado apartamento apt apto ave av avda avenida avenue bairro barrio bis blvd bloco bloque boulevard br c ' +
    'calle cll camino carrera carretera cr cra ctra de del da do das dos depto dept drive dr edif edificio edificio ' +
    'el esc escalera esq esquina este fl floor km la lane ln local loja los nave no norte nr nro num numero o oeste ' +
    'of oficina oficina ofna paseo pasaje pb piso planta pje plaza poligono pol postal praca pso pta puerta r rd road ' +
    'rodovia rod ronda rua sala s sn square sq st street suite sur torre travessa trav tv unit urb urbanizacion y zona'
  ).split(' '),
);

export function readPlace({ lines, city, postcode }: Address): Place | undefined {
  const written = lines.filter((line) => typeof line === 'string' && line.trim() !== '') as string[];
  const words = written.flatMap((line) => wordsIn(line.slice(0, 200))).slice(0, 20);
  const place = {
    text: [...written, postcode, city].filter(Boolean).join(', ').slice(0, 300),
    street: [...new Set(words.filter((word) => !/\d/.test(word) && word.length > 1 && !KINDS.has(word)))],
    numbers: [...new Set(words.filter((word) => /\d/.test(word)))],
    postcode: onlyLettersAndDigits(postcode),
    city: onlyLettersAndDigits(city),
  };
  return place.text === '' ? undefined : place;
}

const onlyLettersAndDigits = (text: string | null | undefined) =>
  plainText(text ?? '').replace(/[^\p{L}\p{N}]+/gu, '') || null;
