import { describedStatement } from '../../src/database/described-statement.js';

it.each([
  ['SELECT "t"."id" AS "id" FROM "customers" "t" WHERE t.tenant_id = $1', 'SELECT customers'],
  ['INSERT INTO "emails"("tenant_id") VALUES ($1) RETURNING "id"', 'INSERT emails'],
  ['UPDATE "customers" SET "name" = $2 WHERE "tenant_id" = $1', 'UPDATE customers'],
  ['DELETE FROM "phones" WHERE "tenant_id" = $1', 'DELETE phones'],
  ['WITH made AS (INSERT INTO customers (id) VALUES ($1) RETURNING id) SELECT * FROM made', 'INSERT customers'],
  ['SELECT 1', 'SELECT'],
  ['BEGIN', 'OTHER'],
])('%s is called %s', (text, summary) => {
  expect(describedStatement(text)).toMatchObject({ summary });
});

it.each([
  ["a = 'Ada''s' AND b = 'x' || $1", 'a = ? AND b = ? || $1'],
  [String.raw`a = '\' AND b = 'Ada'`, 'a = ? AND b = ?'],
  [String.raw`a = E'\'Ada' AND b = $2`, 'a = ? AND b = $2'],
  ['a = 42 AND b > 1.5 LIMIT 10', 'a = ? AND b > ? LIMIT ?'],
  ['t1.a2 = "c3"\n  AND x = $10', 't1.a2 = "c3" AND x = $10'],
])('a constant in a text is not shown: %s', (text, placeholders) => {
  expect(describedStatement(`SELECT x FROM y WHERE ${text}`).placeholders).toBe(
    `SELECT x FROM y WHERE ${placeholders}`,
  );
});
