import { Problem } from '../problem.js';

/**
 * Rethrows a problem with the contract's words for the record's fields: `.catch(renaming({ externalKey: 'external_code'
 * }))`.
 */
export const renaming =
  (words: Readonly<Record<string, string>>) =>
  (error: unknown): never => {
    if (!(error instanceof Problem)) throw error;
    const details = error.details.map((detail) => {
      const field = words[detail.field] ?? detail.field;
      return { ...detail, field, message: detail.message.replace(detail.field, field) };
    });
    throw new Problem(
      error.kind,
      details.length > 0 ? details.map(({ message }) => message).join('; ') : error.message,
      { ...error, details, cause: error.cause },
    );
  };
