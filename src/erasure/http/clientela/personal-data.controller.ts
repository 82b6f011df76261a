import { Controller, Delete, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { assertMay, assertMayChangeAll, Reads, Writes } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Unversioned } from '../../../contracts/versioned.js';
import { ErasureService } from '../../erasure.service.js';
import { SubjectExport } from '../../subject-export.js';
import { PERSONAL_DATA, PersonalData } from './personal-data.dto.js';

@Speaks(clientela)
@Chapter('Personal data', 'What is kept of a customer, and how it is erased.')
@Controller(`${CLIENTELA}/customers`)
export class PersonalDataController {
  constructor(
    private readonly exported: SubjectExport,
    private readonly erasure: ErasureService,
  ) {}

  @Get(':id/personal-data')
  @Unversioned()
  @Reads('customers:read')
  @Answers(200, PERSONAL_DATA)
  @ApiOperation({
    operationId: 'exportPersonalData',
    summary: 'Read everything that is kept of a customer',
    description:
      'The record, its records, its ledger and its history, in one document. A deleted customer has one, too. It also ' +
      'needs the permission `ledger:read`.',
  })
  async read(@Caller() caller: Principal, @Id('customer', 'id', TEXT_ID) id: number): Promise<PersonalData> {
    assertMay(caller, 'ledger:read');
    return PersonalData.of(this.exported.parts(caller.tenant.id, id));
  }

  @Delete(':id/personal-data')
  @Writes('customers:write')
  @Answers(204)
  @ApiOperation({
    operationId: 'erasePersonalData',
    summary: 'Erase the personal data of a customer',
    description:
      'It cannot be taken back. The personal fields of the customer and its emails, phones, company names and contact ' +
      'persons are removed, also from its history; locks do not hold against it. The ID, the ledger and what is not ' +
      'personal stay. Erasing twice is no error. It needs the permissions to read and to change customers and all of ' +
      'their records.',
  })
  async erase(@Caller() caller: Principal, @Id('customer', 'id', TEXT_ID) id: number): Promise<void> {
    assertMayChangeAll(caller);
    await this.erasure.erase(caller.tenant.id, id);
  }
}
