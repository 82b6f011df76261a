import { Injectable } from '@nestjs/common';
import type { CompanyNameRecord } from '../company-names/company-names.repository.js';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import type { CustomerRecord } from '../customers/customer-record.js';
import { CustomersService } from '../customers/customers.service.js';
import type { TenantId } from '../database/tenant-id.js';
import type { Email } from '../emails/email.entity.js';
import { EmailsService } from '../emails/emails.service.js';
import type { Phone } from '../phones/phone.entity.js';
import { PhonesService } from '../phones/phones.service.js';

/** A customer with all that belongs to it. */
export interface CustomerCard {
  customer: CustomerRecord;
  emails: Email[];
  phones: Phone[];
  companyNames: CompanyNameRecord[];
}

/** Lays side by side what customers, e-mails, phones and company names keep apart. */
@Injectable()
export class CustomerCardsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly emails: EmailsService,
    private readonly phones: PhonesService,
    private readonly companyNames: CompanyNamesService,
  ) {}

  async get(tenant: TenantId, id: number): Promise<CustomerCard> {
    const [customer, emails, phones, companyNames] = await Promise.all([
      this.customers.get(tenant, id),
      this.emails.list(tenant, id),
      this.phones.list(tenant, id),
      this.companyNames.list(tenant, id),
    ]);
    return { customer, emails, phones, companyNames };
  }
}
