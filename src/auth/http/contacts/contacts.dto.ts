import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf, Password, ShownText, Text } from '../../../contracts/fields.js';
import type { SignedIn } from '../../sign-in.service.js';
import { LONGEST_EMAIL, LONGEST_LINE } from '../../single-line.js';
import { LONGEST_TOKEN } from '../../tokens.service.js';

@ApiSchema({ description: 'The credentials of a user.' })
@Example('The demo user, whose password is in demo.json', {
  usuario_login: 'demo',
  usuario_password: 'correct horse battery staple',
})
export class SignInInput {
  @Text({ required: true, max: 200, description: 'Login name of the user.', example: 'demo' }) usuario_login: string;
  @Password({ required: true, max: 200, description: 'Password of the user.', example: 'correct horse battery staple' })
  usuario_password: string;
}

@ApiSchema({ description: 'A user.' })
export class UsuarioOutput {
  @IdOf('user', { example: 1 }) usuario_id: number;
  @ShownText('Login name of the user.', 'demo', { max: LONGEST_LINE }) usuario_login: string;
  @ShownText('Email address of the user.', 'demo@example.com', { max: LONGEST_EMAIL }) usuario_correo: string;
  @ShownText('First name of the user.', 'Ada', { max: LONGEST_LINE, nullable: true })
  usuario_nombre: string | null;
  @ShownText('Last name of the user.', 'Lovelace', { max: LONGEST_LINE, nullable: true })
  usuario_apellido: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Always null: users have no department here.',
    example: null,
  })
  departamento_id: number | null;
  @ShownText('Mobile number of the user.', '+12125550100', { max: LONGEST_LINE, nullable: true })
  usuario_celular: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Always null: sign-ins have no number here.',
    example: null,
  })
  access_id: number | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Always null: users have no profile here.',
    example: null,
  })
  profile: object | null;
}

@ApiSchema({ description: 'A token, and the user that it belongs to.' })
export class SignedInOutput {
  @ShownText('A JWT (HS256), valid for eight hours.', 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', { max: LONGEST_TOKEN })
  token: string;
  @ApiProperty({ type: UsuarioOutput, description: 'The user that signed in.' }) user: UsuarioOutput;
}

export const toSignedIn = ({ token, user }: SignedIn): SignedInOutput => ({
  token,
  user: {
    usuario_id: user.id,
    usuario_login: user.login,
    usuario_correo: user.email,
    usuario_nombre: user.firstName,
    usuario_apellido: user.lastName,
    departamento_id: null,
    usuario_celular: user.mobile,
    access_id: null,
    profile: null,
  },
});
