/**
 * Runs a statement for each tenant in turn, with its id in the variable `tenant`. The policies apply to the owner of the
 * tables too, so one statement cannot change the rows of all tenants.
 */
export const ofEachTenant = (statement: string): string => `
  DO $$
    DECLARE tenant bigint;
    BEGIN
      FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', tenant::text, true);
        ${statement};
      END LOOP;
      PERFORM set_config('app.tenant', '', true);
    END $$;
`;
