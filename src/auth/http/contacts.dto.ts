import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../contracts/fields.js';
import type { SignedIn } from '../sign-in.service.js';

export class SignInInput {
  @Text({ required: true, max: 200, description: 'Login name of the user.', example: 'demo' }) usuario_login: string;
  @Text({ required: true, max: 200, description: 'Password of the user.', example: 'correct horse battery staple' }) usuario_password: string;
}

export class UsuarioOutput {
  @ApiProperty({ type: 'integer', example: 1 }) usuario_id: number;
  @ApiProperty({ example: 'demo' }) usuario_login: string;
  @ApiProperty({ example: 'demo@example.com' }) usuario_correo: string;
  @ApiProperty({ type: String, nullable: true, example: 'Ada' }) usuario_nombre: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Lovelace' }) usuario_apellido: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Always null: users have no department here.', example: null }) departamento_id: number | null;
  @ApiProperty({ type: String, nullable: true, example: '+12125550100' }) usuario_celular: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Always null: sign-ins have no number here.', example: null }) access_id: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'Always null: users have no profile here.', example: null }) profile: object | null;
}

export class SignedInOutput {
  @ApiProperty({ description: 'A JWT (HS256), good for eight hours.', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' }) token: string;
  @ApiProperty({ type: UsuarioOutput }) user: UsuarioOutput;
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
