import { Injectable } from '@nestjs/common';
import type { CompanyNameRecord } from '../company-names/company-names.repository.js';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import type { CustomerRecord, Listed, Lists, Seen, View } from '../customers/customer-record.js';
import { CustomersService } from '../customers/customers.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { PlacedEmail } from '../emails/emails.repository.js';
import { EmailsService } from '../emails/emails.service.js';
import type { PlacedPhone } from '../phones/phones.repository.js';
import { PhonesService } from '../phones/phones.service.js';

interface Records {
  emails: PlacedEmail;
  phones: PlacedPhone;
  companyNames: CompanyNameRecord;
}

/** A customer with its emails, phones and company names. */
export type CustomerCard<Customer> = Customer & Listed<Records>;

/** Reads a customer together with its emails, phones and company names. */
@Injectable()
export class CustomerCardsService {
  private readonly lists: Lists<Records>;

  constructor(
    private readonly customers: CustomersService,
    emails: EmailsService,
    phones: PhonesService,
    companyNames: CompanyNamesService,
  ) {
    this.lists = { emails: emails.ofCustomer, phones: phones.ofCustomer, companyNames: companyNames.ofCustomer };
  }

  get<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    view: View<Field>,
  ): Promise<CustomerCard<Seen<Field>>> {
    return this.customers.getWith(tenant, id, view, this.lists);
  }
}
