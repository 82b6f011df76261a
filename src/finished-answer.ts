/** A successful answer as it is sent: in the envelope of its contract, as bytes. */
export class FinishedAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Buffer,
  ) {}
}

/** A guard has found the answer to an earlier request, so the handler does not run. */
export class AnsweredBefore extends Error {
  override readonly message = 'the request was answered before';

  constructor(readonly answer: FinishedAnswer) {
    super();
  }
}
