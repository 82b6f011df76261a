/** The secret that signs tokens: `JWT_SECRET`, or generated at the first start and stored in the data folder. */
export abstract class SigningSecret {
  /** The secret that signs. */
  abstract readonly secret: string;
  /** The secrets that verify; the first one also signs. */
  abstract readonly all: readonly string[];
}
