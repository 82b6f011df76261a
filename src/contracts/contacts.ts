import { MOST_OF_REFUSAL, type Problem, type ProblemKind, type Subject } from '../problem.js';
import type { Contract } from './contract.js';
import { allOf, bearer } from './credentials.js';
import { exactly, listOf, only, textOf, described } from './schema.js';

const NAMES: Record<Subject, string> = {
  customer: 'Cliente',
  email: 'Correo',
  phone: 'Teléfono',
  company_name: 'Nombre de empresa',
  contact_person: 'Contacto',
  api_key: 'Clave',
  ledger_entry: 'Movimiento',
  user: 'Usuario',
  webhook: 'Webhook',
  import: 'Importación',
  merge: 'Merge',
};

/** By reason, the text for a conflict with the state of the record. */
const CONFLICTS: Record<string, string> = {
  COMPANY_NAME_INACTIVE: 'Nombre de empresa inactivo',
  NO_ROOM: 'Demasiados registros',
};

const name = ({ subject }: Problem) => (subject ? NAMES[subject] : 'Registro');

const ANSWERS: Record<ProblemKind, [status: number, error: (problem: Problem) => string]> = {
  invalid: [400, () => 'Datos inválidos'],
  unreadable: [400, () => 'Datos inválidos'],
  credential_missing: [401, () => 'Token no provisto'],
  credential_malformed: [401, () => 'Token inválido o caducado'],
  credential_refused: [
    401,
    ({ reason }) => (reason === 'password' ? 'Credenciales inválidas' : 'Token inválido o caducado'),
  ],
  forbidden: [403, () => 'Permiso insuficiente'],
  not_found: [404, (problem) => `${name(problem)} no encontrado`],
  no_such_route: [404, () => 'Recurso no encontrado'],
  gone: [410, () => 'Recurso no disponible'],
  method_not_allowed: [405, () => 'Método no permitido'],
  duplicate: [409, (problem) => `${name(problem)} ya registrado`],
  conflict: [409, ({ reason = '', message }) => CONFLICTS[reason] ?? message],
  locked: [409, (problem) => `${name(problem)} bloqueado`],
  in_use: [409, (problem) => `${name(problem)} en uso`],
  nonce_reused: [409, () => 'Solicitud repetida'],
  idempotency_key_in_use: [409, () => 'Solicitud en curso'],
  precondition_failed: [412, (problem) => `${name(problem)} modificado desde la lectura`],
  idempotency_key_reused: [422, () => 'Clave de idempotencia usada con otra solicitud'],
  precondition_required: [428, () => 'If-Match requerido'],
  too_large: [413, () => 'Solicitud demasiado grande'],
  address_too_long: [414, () => 'Dirección demasiado larga'],
  unsupported_media_type: [
    415,
    ({ coding }) =>
      coding === undefined ? 'Tipo de contenido no soportado' : `Codificación de contenido no soportada: ${coding}`,
  ],
  too_many_requests: [429, () => 'Demasiadas solicitudes'],
  internal: [500, () => 'Error interno'],
  unavailable: [503, () => 'Servicio no disponible'],
};

const CUSTOMERS = /getCustomers(?:\/|$)|create\/?$|[^/]+\/(?:emails|phones|company-names)(?:\/|$)/;
const PATHS = new RegExp(`^/api/(?:login/?$|customers/(?:${CUSTOMERS.source}))`);

export const contacts = {
  name: 'contacts',
  title: 'Contacts',
  description:
    'Emails, phones and company names (razones sociales) of a customer, as in a CRM. Modelled on the AmbioSys API.',
  scheme: 'Bearer',
  sessions: { minutes: 8 * 60 },
  paths: PATHS,
  reserved: ['customers', 'login'],
  ids: { customer: 'number', email: 'number', phone: 'number', company_name: 'number' },
  credentials: allOf(bearer('contacts', 'token', 'POST /api/login')),

  success: (result) => result,

  failure(problem) {
    const [status, error] = ANSWERS[problem.kind];
    return {
      status,
      body: {
        success: false,
        error: error(problem),
        details: problem.details.map(({ field, message }) => ({ field, message })),
      },
    };
  },

  envelope: (answer) => answer,

  refusal: described(
    'The refusal of a request.',
    exactly({
      success: described('Always false.', only(false)),
      error: described('A description of the problem, in Spanish.', textOf(MOST_OF_REFUSAL.message), 'Datos inválidos'),
      details: described(
        'The refused fields.',
        listOf(
          exactly({
            field: described('The field, as the request names it.', textOf(MOST_OF_REFUSAL.field), 'email'),
            message: described(
              'The problem with the field.',
              textOf(MOST_OF_REFUSAL.detail),
              'email must be an email address',
            ),
          }),
          MOST_OF_REFUSAL.details,
        ),
      ),
    }),
  ),
} as const satisfies Contract;

/** The fields of a record that the request sent, in the record's order: an update answers them with IDs and time. */
export const sent = <Output extends object>(keys: readonly string[], output: Output): Partial<Output> =>
  Object.fromEntries(Object.entries(output).filter(([key]) => keys.includes(key))) as Partial<Output>;
