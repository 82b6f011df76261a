declare const brand: unique symbol;

/**
 * The tenant whose data a function touches; always its first argument. The type is branded, so a number from a header
 * does not fit.
 */
export type TenantId = number & { readonly [brand]: 'tenant' };
