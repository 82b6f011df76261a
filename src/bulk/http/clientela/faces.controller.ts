import { Controller, Get, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Reads } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { CONTRACTS, type RegisteredContract } from '../../../contracts/index.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { jsonParts } from '../../../contracts/json-parts.js';
import { customerIdIn, IdLookUps } from '../../../contracts/request-ids.js';
import { Speaks } from '../../../contracts/speaks.js';
import { PresentOnly } from '../../../contracts/versioned.js';
import { notFound } from '../../../problem.js';
import { InProcessRequests } from '../../in-process-requests.js';
import { FaceListOutput, type FaceOutput } from './faces.dto.js';

@Speaks(clientela)
@Chapter('Customers')
@Controller(`${CLIENTELA}/customers`)
export class FacesController {
  constructor(
    private readonly requests: InProcessRequests,
    private readonly server: HttpAdapterHost<FastifyAdapter>,
    private readonly ids: IdLookUps,
  ) {}

  @Get(':id/faces')
  @PresentOnly()
  @Reads('customers:read')
  @Answers(200, FaceListOutput)
  @ApiOperation({
    operationId: 'listFaces',
    summary: 'Read what each of the other contracts shows of a customer',
    description: 'Each answer is that of the contract itself, also its refusal if a permission is missing.',
  })
  async list(
    @Caller() { tenant }: Principal,
    @Req() request: FastifyRequest,
    @Id('customer', 'id', TEXT_ID) id: number,
  ): Promise<FaceListOutput> {
    const { knownRoutes } = this.server.httpAdapter.getInstance();
    const data: FaceOutput[] = [];
    for (const contract of CONTRACTS.filter(({ name }) => name !== clientela.name)) {
      const shown = await customerIdIn(contract, tenant, id, this.ids);
      const address = knownRoutes.addressOfRecord(contract.name, tenant.slug, shown);
      if (address !== undefined) data.push(await this.face(request, contract, address));
    }
    // A contract without an address for each customer answers an empty list instead.
    if (data.some(({ status }) => status === 404)) throw notFound('customer');
    return { data, next: null };
  }

  private async face(request: FastifyRequest, contract: RegisteredContract, address: string): Promise<FaceOutput> {
    let answer: unknown;
    const take = async (body: unknown) => {
      answer = JSON.parse(await textOf(body)) as unknown;
    };
    const asked = { method: 'GET', path: address, part: contract.name } as const;
    const status = await this.requests.send(request, contract.credentials, asked, take);
    return { contract: contract.name, address, status: status!, answer };
  }
}

async function textOf(body: unknown): Promise<string> {
  const parts: string[] = [];
  for await (const part of jsonParts(body)) parts.push(part.toString());
  return parts.join('');
}
