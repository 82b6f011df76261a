import { Controller, Delete, Get, Header, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { AlsoBy } from '../../../contracts/aliases.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { contacts } from '../../../contracts/contacts.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Changed, Changes, Fields } from '../../../contracts/input.js';
import { showing } from '../../../contracts/request-ids.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { locked } from '../../../problem.js';
import { emailTaken } from '../../email-address.js';
import { EmailsService } from '../../emails.service.js';
import {
  CreateEmailInput,
  EmailListOutput,
  EmailLockOutput,
  EmailOutput,
  fromEmail,
  toEmail,
  toEmailList,
  toPlacedEmail,
  toEmailLock,
  toUpdatedEmail,
  UpdatedEmailOutput,
  UpdateEmailInput,
} from './contacts.dto.js';
import { EMAIL_FOOTPRINT } from './footprint.js';

const shown = showing({ id: 'email', customerId: 'customer' });

@Speaks(contacts)
@Covers(EMAIL_FOOTPRINT)
@Chapter('Emails', 'The email addresses of a customer. A locked email cannot be changed or deleted.')
@Controller('api/customers/:id/emails')
export class EmailsController {
  constructor(private readonly emails: EmailsService) {}

  @Get()
  @Reads('customers:read')
  @LeadsTo(['updateEmail', 'deleteEmail', 'toggleEmailLock'], { emailId: '/emails/0/email_id' })
  @ApiOperation({ operationId: 'listEmails', summary: 'List the emails of a customer' })
  @Answers(200, EmailListOutput)
  async list(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<EmailListOutput> {
    return toEmailList(await this.emails.list(tenant, id));
  }

  @Post()
  @Writes('emails:write')
  @LeadsTo(['updateEmail', 'deleteEmail', 'toggleEmailLock'], { emailId: '/email_id' })
  @ApiOperation({
    operationId: 'addEmail',
    summary: 'Add an email to a customer',
    description:
      'If the customer has no primary email, the new email becomes the primary. With `is_primary` it always does.',
  })
  @Answers(201, EmailOutput)
  @Refuses(emailTaken(), locked('email'))
  async add(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(CreateEmailInput) input: CreateEmailInput,
  ): Promise<EmailOutput> {
    return toEmail(await shown(this.emails.add(tenant, id, { ...fromEmail(input), email: input.email })));
  }

  @Put(':emailId')
  @Writes('emails:write')
  @ApiOperation({
    operationId: 'updateEmail',
    summary: 'Update an email',
    description: 'Omitted fields keep their value; null clears. The answer has the fields that were sent.',
  })
  @Answers(200, UpdatedEmailOutput)
  @Refuses(emailTaken(), locked('email'))
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('email', 'emailId') emailId: number,
    @Changed(UpdateEmailInput) changes: Changes<UpdateEmailInput>,
  ): Promise<UpdatedEmailOutput> {
    const input = await changes.against(async () => toPlacedEmail(await this.emails.get(tenant, id, emailId)));
    return toUpdatedEmail(await shown(this.emails.update(tenant, id, emailId, fromEmail(input))), changes.keys);
  }

  @Delete(':emailId')
  @Writes('emails:write')
  @ApiOperation({ operationId: 'deleteEmail', summary: 'Delete an email' })
  @Answers(204)
  @Refuses(locked('email'))
  async delete(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('email', 'emailId') emailId: number,
  ): Promise<void> {
    await this.emails.delete(tenant, id, emailId);
  }

  @AlsoBy('PUT', 'PATCH')
  @Post(':emailId/toggle-lock')
  @Writes('emails:write')
  @ApiOperation({ operationId: 'toggleEmailLock', summary: 'Lock or unlock an email' })
  @Answers(200, EmailLockOutput)
  async toggleLock(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('email', 'emailId') emailId: number,
  ): Promise<EmailLockOutput> {
    return toEmailLock(await shown(this.emails.toggleLock(tenant, id, emailId)));
  }
}

/**
 * The published curl command for toggle-lock has no data and no method, so it sends GET. A setting turns this route
 * off.
 */
@Speaks(contacts)
@Covers(EMAIL_FOOTPRINT)
@Chapter('Emails')
@Controller('api/customers/:id/emails/:emailId/toggle-lock')
export class EmailLockByGetController {
  constructor(private readonly emails: EmailsService) {}

  @Get()
  @Writes('emails:write')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'toggleEmailLockByGet', summary: 'Alias of POST', deprecated: true })
  @Answers(200, EmailLockOutput)
  async toggleLock(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('email', 'emailId') emailId: number,
  ): Promise<EmailLockOutput> {
    return toEmailLock(await shown(this.emails.toggleLock(tenant, id, emailId)));
  }
}
