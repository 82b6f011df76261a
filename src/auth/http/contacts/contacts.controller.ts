import { Controller, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { allOf } from '../../../contracts/credentials.js';
import { contacts } from '../../../contracts/contacts.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import { SignsIn } from '../../access.js';
import { Address } from '../../principal.js';
import { SignInService } from '../../sign-in.service.js';
import { SignedInOutput, SignInInput, toSignedIn } from './contacts.dto.js';

const nothing = allOf();

@Speaks(contacts)
@Chapter('Authentication', 'Sign-in with login name and password.')
@Controller('api/login')
export class ContactsLoginController {
  constructor(private readonly signIn: SignInService) {}

  @Post()
  @SignsIn()
  @withCredentials(nothing)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in with login name and password',
    description: 'A user of several tenants is let into the one that was joined first.',
  })
  @Answers(200, SignedInOutput)
  async login(
    @Address() address: string,
    @Fields(SignInInput) { usuario_login, usuario_password }: SignInInput,
  ): Promise<SignedInOutput> {
    return toSignedIn(
      await this.signIn.withPassword('contacts', 'login', usuario_login, usuario_password, { address }),
    );
  }
}
