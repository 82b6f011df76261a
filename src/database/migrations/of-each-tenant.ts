/** Runs a statement of rows for one tenant after the other, each of them the variable `tenant`: the policies hold the owner of the tables too. */
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
