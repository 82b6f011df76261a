/** A value as it is stored and shown, and the normal form by which it is compared. */
export interface Normal {
  text: string;
  normal: string;
}
