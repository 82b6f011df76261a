/** What tokens are signed with and private keys of pairs are derived from; `JWT_SECRET`, or made at the first start and kept in the data folder. */
export abstract class SigningSecret {
  abstract readonly secret: string;
}
