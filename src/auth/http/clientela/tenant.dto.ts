import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Anything, Country, Like, ShownId, ShownText, Text, Whole, Word } from '../../../contracts/fields.js';
import {
  ACCOUNTING_CASES,
  type AccountingCase,
  BILLING_TIMES,
  type BillingTimes,
  SCORES,
  type Tenant,
} from '../../principal.js';
import type { Numberings } from '../../tenant-ports.js';

@ApiSchema({ description: 'Settings to change. Omitted settings keep their value.' })
@Example('Another name', { name: 'Acme Corporation' })
export class UpdateTenantInput {
  @Text({ nullable: false, max: 255, description: 'Name of the company.', example: 'Demo Company' }) name?: string;
  @Text({
    nullable: false,
    max: 253,
    description: 'The host name in the `tenant` header of clients.',
    example: 'new.demo.example',
  })
  domain?: string;
  @Country({
    nullable: false,
    description: 'The country of numbers and addresses without one, ISO 3166-1.',
    example: 'US',
  })
  defaultCountry?: string;
  @Text({ nullable: false, max: 100, description: 'IANA time zone.', example: 'America/New_York' }) timeZone?: string;
  @Word({
    nullable: false,
    words: ACCOUNTING_CASES,
    description: 'Case of the keys in accounting answers.',
    example: 'camel',
  })
  accountingCase?: AccountingCase;
  @Word({ nullable: false, words: BILLING_TIMES, description: 'Form of the times in billing answers.', example: 'iso' })
  billingTimes?: BillingTimes;
  @Anything({
    nullable: false,
    description:
      'Which IDs contracts show and take: `native` (the record’s own) or `own`, by contract and kind. Omitted kinds ' +
      'keep their numbering.',
    example: { clients: { customer: 'own' } },
  })
  numbering?: Numberings;
  @Whole({
    nullable: false,
    min: SCORES.lowest,
    max: SCORES.highest,
    description: 'From this score on, an import takes two customers for one.',
    example: SCORES.joinAt,
  })
  joinAt?: number;
  @Whole({
    nullable: false,
    min: SCORES.lowest,
    max: SCORES.highest,
    description: 'From this score on, a person decides whether two customers are one.',
    example: SCORES.reviewAt,
  })
  reviewAt?: number;
}

@ApiSchema({ description: 'The tenant that the caller works for.' })
export class TenantOutput {
  @ShownId('tenant') id: string;
  @ShownText('The erp account.', 'demo', { max: 63 }) slug: string;
  @Like(UpdateTenantInput) domain: string;
  @Like(UpdateTenantInput) name: string;
  @ShownText('The base currency, ISO 4217.', 'USD', { max: 3 }) baseCurrency: string;
  @Like(UpdateTenantInput) defaultCountry: string;
  @Like(UpdateTenantInput) timeZone: string;
  @Like(UpdateTenantInput) accountingCase: AccountingCase;
  @Like(UpdateTenantInput) billingTimes: BillingTimes;
  @ApiProperty({
    type: 'object',
    // Without an enumeration: generated clients for Python and PHP cannot read one inside a map.
    additionalProperties: { type: 'object', additionalProperties: { type: 'string', maxLength: 6 }, maxProperties: 20 },
    maxProperties: 20,
    description: 'Which IDs each contract shows and takes: `native` (the record’s own) or `own`, by kind.',
    example: { clients: { customer: 'native' } },
  })
  numbering: Numberings;
  @Like(UpdateTenantInput) joinAt: number;
  @Like(UpdateTenantInput) reviewAt: number;
}

export const toTenant = (tenant: Tenant, numbering: Numberings): TenantOutput => ({
  id: String(tenant.id),
  slug: tenant.slug,
  domain: tenant.domain,
  name: tenant.name,
  baseCurrency: tenant.baseCurrency,
  defaultCountry: tenant.defaultCountry,
  timeZone: tenant.timeZone,
  accountingCase: tenant.accountingCase,
  billingTimes: tenant.billingTimes,
  numbering,
  joinAt: tenant.joinAt,
  reviewAt: tenant.reviewAt,
});
