/** What tokens are signed with; `JWT_SECRET`, or made at the first start and kept in the data folder. */
export abstract class SigningSecret {
  /** The one that signs. */
  abstract readonly secret: string;
  /** All that verify, the one that signs first. */
  abstract readonly all: readonly string[];
}
