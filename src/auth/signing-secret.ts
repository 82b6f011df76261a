/** What tokens are signed with; from `JWT_SECRET`, or made at the first start and kept in the data folder. */
export abstract class SigningSecret {
  abstract readonly secret: string;
}
