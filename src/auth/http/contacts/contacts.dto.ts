import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf, Like, Password, Text } from '../../../contracts/fields.js';
import type { SignedIn } from '../../sign-in.service.js';

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
  @Like(SignInInput) usuario_login: string;
  @ApiProperty({ description: 'Email address of the user.', example: 'demo@example.com' }) usuario_correo: string;
  @ApiProperty({ type: String, nullable: true, description: 'First name of the user.', example: 'Ada' })
  usuario_nombre: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Last name of the user.', example: 'Lovelace' })
  usuario_apellido: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Always null: users have no department here.',
    example: null,
  })
  departamento_id: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Mobile number of the user.', example: '+12125550100' })
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
  @ApiProperty({
    description: 'A JWT (HS256), valid for eight hours.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
  })
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
