/** A value as it is stored and shown, and its normal form: what it is compared by. */
export interface Normal {
  text: string;
  normal: string;
}
