/** Records that were stored side by side, and that compare as the same by the rules of today. */
export interface Clash {
  /** What they have in common. */
  normal: string;
  records: {
    id: number;
    customerId: number;
    /** As it is stored. */
    value: string;
  }[];
}

const RECORDS = (id: string, customerId: string, value: string) =>
  `json_agg(json_build_object('id', ${id}, 'customerId', ${customerId}, 'value', ${value}) ORDER BY ${id}) AS records`;

/** E-mails or phones of a living customer of the tenant `$1`. Those that are flagged lead to the others. */
export const clashesIn = (table: 'emails' | 'phones', value: string, normal: string): string => `
  SELECT one.${normal} AS normal, ${RECORDS('one.id', 'one.customer_id', `one.${value}`)}
  FROM (SELECT DISTINCT customer_id, ${normal} FROM ${table} WHERE tenant_id = $1 AND is_twin) twin
  JOIN customers customer ON customer.tenant_id = $1 AND customer.id = twin.customer_id AND customer.deleted_at IS NULL
  JOIN ${table} one ON one.tenant_id = $1 AND one.customer_id = twin.customer_id AND one.${normal} = twin.${normal}
  GROUP BY one.customer_id, one.${normal} ORDER BY min(one.id)`;

/** Rows of the tenant `$1` whose values have the same normal form, which is an expression. */
export const sharedIn = (table: 'customers' | 'contact_persons', value: string, normal: string, customerId: string, condition = 'true'): string => `
  SELECT ${normal} AS normal, ${RECORDS('id', customerId, value)}
  FROM ${table} WHERE tenant_id = $1 AND ${normal} IS NOT NULL AND ${condition}
  GROUP BY ${normal} HAVING count(*) > 1 ORDER BY min(id)`;
