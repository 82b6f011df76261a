/** What a statement may not do while servers of the release before work on the database. */
const CONTRACTING: [name: string, pattern: RegExp][] = [
  ['DROP COLUMN', /\bDROP COLUMN\b/i],
  ['RENAME', /\bRENAME\b/i],
  ['SET NOT NULL', /\bSET NOT NULL\b/i],
  ['TYPE', /\bALTER (?:COLUMN )?\w+ (?:SET DATA )?TYPE\b/i],
  ['DROP DEFAULT', /\bDROP DEFAULT\b/i],
  ['ADD COLUMN … NOT NULL without DEFAULT', /\bADD COLUMN\b(?=[^,;]*\bNOT NULL\b)(?![^,;]*\b(?:DEFAULT|GENERATED)\b)/i],
  ['ADD CONSTRAINT', /\bADD CONSTRAINT\b/i],
  ['CREATE UNIQUE INDEX', /\bCREATE UNIQUE INDEX\b/i],
  ...['TABLE', 'FUNCTION', 'TRIGGER', 'POLICY', 'SEQUENCE', 'INDEX'].map((kind): [string, RegExp] => [
    `DROP ${kind}`,
    new RegExp(`\\bDROP ${kind}\\b`, 'i'),
  ]),
  ['ALTER POLICY', /\bALTER POLICY\b/i],
  ['REVOKE', /\bREVOKE\b/i],
];

/**
 * The kinds of statements in a migration's way up that take something away. Constraints and unique indexes of a table
 * that the migration makes itself take nothing away, nor do rights that it revokes from everyone on a new function.
 */
export function contractingStatements(migration: string): string[] {
  const text = migration.split(/^ {2}async down\(/m)[0]!.replaceAll(/--.*$/gm, '');
  const made = [...text.matchAll(/\bCREATE TABLE (\w+)/gi)].map(([, table]) => table!);
  const statements = text.split(/[;`]/);
  const isOfNewTable = (statement: string) =>
    made.some((table) => new RegExp(`\\b(?:ALTER TABLE|ON) ${table}\\b`, 'i').test(statement));
  return CONTRACTING.filter(([name, pattern]) =>
    statements.some(
      (statement) =>
        pattern.test(statement) &&
        !(/CONSTRAINT|INDEX/.test(name) && isOfNewTable(statement)) &&
        !/\bREVOKE EXECUTE ON FUNCTION \w+ FROM PUBLIC\b/i.test(statement),
    ),
  ).map(([name]) => name);
}
