import { Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { allOf, tenantHeader } from '../../../contracts/credentials.js';
import { clients } from '../../../contracts/clients.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import { SignsIn } from '../../access.js';
import { Address, Chosen } from '../../principal.js';
import type { Choice } from '../../principal.js';
import { SignInService } from '../../sign-in.service.js';
import { LoginInput, LoginOutput } from './clients.dto.js';

@Speaks(clients)
@Chapter('Authentication', 'Sign-in with email and password.')
@Controller('apidev/v1/login')
export class ClientsLoginController {
  constructor(private readonly signIn: SignInService) {}

  @Post()
  @Answers(200, LoginOutput)
  @SignsIn()
  @withCredentials(allOf(tenantHeader('tenant')))
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in with email and password',
    description: 'All other requests need the token, an API key and the `tenant` header.',
  })
  async login(
    @Address() address: string,
    @Chosen() choice: Choice,
    @Fields(LoginInput) { email, password }: LoginInput,
  ): Promise<LoginOutput> {
    const { token } = await this.signIn.withPassword('clients', 'email', email, password, { address, choice });
    return { authorization: token };
  }
}
