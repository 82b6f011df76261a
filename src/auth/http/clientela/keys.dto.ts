import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Moment, ShownId, ShownText, Text, Whole, Word, Words } from '../../../contracts/fields.js';
import { KEY_CONTRACTS, type KeyContract } from '../../../contracts/index.js';
import { momentFrom } from '../../../contracts/iso-time.js';
import { invalidField } from '../../../problem.js';
import type { Rotated, Rotation } from '../../api-key.js';
import type { ApiKey, KeyOptions, NewApiKey } from '../../keys.service.js';
import { type Permission, PERMISSIONS } from '../../permissions.js';
import { ACCOUNTING_CASES, type AccountingCase } from '../../principal.js';
import { LONGEST_SECRET } from '../../secrets.js';
import { LONGEST_LINE } from '../../single-line.js';
import { MOST_PER_PAGE, NextCursor, ShortListQuery } from '../../../contracts/short-lists.js';

const DAY = 24 * 60 * 60;
const TIME = '2030-01-31T18:00:00.000Z';

const ShownTime = (description: string, nullable = true) =>
  ApiProperty({ type: String, nullable, format: 'date-time', description, example: nullable ? null : TIME });

export class ListKeysQuery extends ShortListQuery {
  @Word({ words: KEY_CONTRACTS, nullable: false, description: 'Only keys of this contract.', example: 'erp' })
  contract?: KeyContract;
}

@ApiSchema({ description: 'A new API key.' })
@Example('A key that reads customers', { contract: 'erp', name: 'Warehouse', permissions: ['customers:read'] })
export class CreateKeyInput {
  @Word({ required: true, words: KEY_CONTRACTS, description: 'The contract that the key is for.', example: 'erp' })
  contract: KeyContract;
  @Text({ max: 255, description: 'Tells keys apart.', example: 'Warehouse' }) name?: string | null;
  @Words({
    words: PERMISSIONS,
    description:
      'What the key may do; only permissions of its maker are possible. When omitted: all permissions of its maker, ' +
      'except those of administration.',
    example: ['customers:read'],
  })
  permissions?: Permission[] | null;
  @Moment({ description: 'When it ends. When omitted: never.', example: TIME }) expiresAt?: string | null;
  @Word({ words: ACCOUNTING_CASES, description: 'For accounting: the case of its answers.', example: null })
  accountingCase?: AccountingCase | null;
}

export function fromCreateKey({ contract, name, permissions, expiresAt, accountingCase }: CreateKeyInput): KeyOptions {
  if (accountingCase && contract !== 'accounting')
    throw invalidField('accountingCase', 'contract', 'is for keys of accounting');
  return { name, permissions: permissions ?? undefined, expiresAt: timeFrom(expiresAt), accountingCase };
}

@ApiSchema({ description: 'How a key is replaced.' })
@Example('The old key works for an hour', { overlapSeconds: 3600 })
export class RotateKeyInput {
  @Whole({
    max: 30 * DAY,
    nullable: false,
    description: 'How long the old key still works, in seconds. When omitted: a day.',
    example: 3600,
  })
  overlapSeconds?: number;
  @Moment({ description: 'When the new key ends. When omitted: when the old one would have.', example: TIME })
  expiresAt?: string | null;
}

export const fromRotateKey = ({ overlapSeconds = DAY, expiresAt }: RotateKeyInput): Rotation => ({
  overlapMs: overlapSeconds * 1000,
  expiresAt: timeFrom(expiresAt) ?? undefined,
});

const timeFrom = (text: string | null | undefined) => (text ? momentFrom(text)! : null);

@ApiSchema({ description: 'An API key, without its secret.' })
export class KeyOutput {
  @ShownId('API key') id: string;
  @ShownText('The contract that it is for.', 'erp', { max: 50 }) contract: string;
  @ShownText('Tells keys apart.', 'Warehouse', { max: LONGEST_LINE, nullable: true })
  name: string | null;
  @ShownText('Its first characters.', 'xt_12345', { max: LONGEST_SECRET }) hint: string;
  @ShownText('Of a key pair: the public key.', null, { max: LONGEST_SECRET, nullable: true })
  publicKey: string | null;
  @ApiProperty({
    type: [String],
    items: { type: 'string', maxLength: 50 },
    maxItems: PERMISSIONS.length,
    description: 'What it may do now: never more than its maker.',
    example: [],
  })
  permissions: readonly Permission[];
  @ShownText('For accounting: the case of its answers.', null, { max: 10, nullable: true })
  accountingCase: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 32,
    description: 'The user or the key that made it: `user:7` or `key:9`. Null: the command line.',
    example: 'user:7',
  })
  maker: string | null;
  @ShownTime('When it was made.', false) createdAt: string;
  @ShownTime('When it ends. Null: never.') expiresAt: string | null;
  @ShownTime('When it, or its maker, was revoked.') revokedAt: string | null;
  @ShownTime('When it was last used, to about a minute.') lastUsedAt: string | null;
  @ShownId('key that replaced it', { nullable: true }) replacedBy: string | null;
  @ApiProperty({ type: Boolean, description: 'Whether it is valid now.', example: true }) isUsable: boolean;
}

@ApiSchema({ description: 'API keys.' })
export class KeyListOutput {
  @ApiProperty({ type: [KeyOutput], maxItems: MOST_PER_PAGE, description: 'The keys of the page.' }) data: KeyOutput[];
  @NextCursor() next: string | null;
}

@ApiSchema({ description: 'A new API key. Its secret is shown this once.' })
export class KeyWithSecretOutput extends KeyOutput {
  @ShownText('The key itself; of a key pair, the private key.', 'xt_1234567890abcdef', { max: LONGEST_SECRET })
  secret: string;
}

@ApiSchema({ description: 'The new key, and the one that it replaces.' })
export class RotatedKeyOutput extends KeyWithSecretOutput {
  @ApiProperty({ type: KeyOutput, description: 'The old key, with its new end.' }) replaced: KeyOutput;
}

const toTime = (moment: Date | null) => (moment ? moment.toISOString() : null);

export const toKey = ({ createdAt, ...key }: ApiKey): KeyOutput => ({
  id: String(key.id),
  contract: key.contract,
  name: key.name,
  hint: key.hint,
  publicKey: key.publicKey,
  permissions: key.permissions,
  accountingCase: key.accountingCase,
  maker: key.maker,
  createdAt: createdAt.toISOString(),
  expiresAt: toTime(key.expiresAt),
  revokedAt: toTime(key.revokedAt),
  lastUsedAt: toTime(key.lastUsedAt),
  replacedBy: key.replacedBy === null ? null : String(key.replacedBy),
  isUsable: key.isUsable,
});

export const toNewKey = ({ secret, ...key }: NewApiKey): KeyWithSecretOutput => ({ ...toKey(key), secret });

export const toRotatedKey = ({ replaced, ...key }: Rotated): RotatedKeyOutput => ({
  ...toNewKey(key),
  replaced: toKey(replaced),
});
