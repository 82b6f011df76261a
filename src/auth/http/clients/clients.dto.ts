import { ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Password, ShownText, Text } from '../../../contracts/fields.js';
import { LONGEST_TOKEN } from '../../tokens.service.js';

@ApiSchema({ description: 'The credentials of a user.' })
@Example('The demo user, whose password is in demo.json', {
  email: 'demo@example.com',
  password: 'correct horse battery staple',
})
export class LoginInput {
  @Text({ required: true, max: 200, description: 'Email address of the user.', example: 'demo@example.com' })
  email: string;
  @Password({ required: true, max: 200, description: 'Password of the user.', example: 'correct horse battery staple' })
  password: string;
}

@ApiSchema({ description: 'The token of a sign-in.' })
export class LoginOutput {
  @ShownText('A JWT (HS256), valid for one hour.', 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', { max: LONGEST_TOKEN })
  authorization: string;
}
