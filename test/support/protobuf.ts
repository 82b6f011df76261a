/** The fields of a message of Protobuf, by number. Enough for messages whose meaning is known to the test. */
export class Fields {
  private readonly values = new Map<number, (Buffer | bigint)[]>();

  constructor(bytes: Buffer) {
    for (let at = 0; at < bytes.length;) {
      const key = varint(bytes, at);
      at = key.next;
      const kind = Number(key.value & 7n);
      let value: Buffer | bigint;
      if (kind === 0) ({ value, next: at } = varint(bytes, at));
      else {
        const length = kind === 2 ? varint(bytes, at) : { value: { 1: 8n, 5: 4n }[kind]!, next: at };
        value = bytes.subarray(length.next, (at = length.next + Number(length.value)));
      }
      const number = Number(key.value >> 3n);
      this.values.set(number, [...(this.values.get(number) ?? []), value]);
    }
  }

  messages(field: number): Fields[] {
    return (this.values.get(field) ?? []).map((bytes) => new Fields(bytes as Buffer));
  }

  bytes(field: number): Buffer | undefined {
    return this.values.get(field)?.at(-1) as Buffer | undefined;
  }

  text(field: number): string | undefined {
    return this.bytes(field)?.toString('utf8');
  }

  whole(field: number): number | undefined {
    const value = this.values.get(field)?.at(-1);
    return value === undefined ? undefined : Number(BigInt.asIntN(64, value as bigint));
  }
}

function varint(bytes: Buffer, from: number): { value: bigint; next: number } {
  let value = 0n;
  for (let at = from; ; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('the message ends in the middle of a number');
    value |= BigInt(byte & 127) << BigInt(7 * (at - from));
    if (byte < 128) return { value, next: at + 1 };
  }
}
