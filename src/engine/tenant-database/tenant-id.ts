declare const brand: unique symbol;

/**
 * Whose data is touched: the first argument of everything that does. Branded, so that a number from a header does not
 * fit.
 */
export type TenantId = number & { readonly [brand]: 'tenant' };
