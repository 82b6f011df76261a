import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ID_FORMS, KEY_FORMS, RESERVED_SLUGS, SESSION_TERMS } from '../contracts/index.js';
import { DatabaseModule } from '../database/database.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountEvents } from './account-events.js';
import { AccountPathGuard, OrganizationHeaderGuard, TenantHeaderGuard } from './checks/choices.js';
import { BearerGuard, JwtStrategy } from './checks/jwt.js';
import { BasicGuard, KeyGuard } from './checks/keys.js';
import { NonceGuard, OptionalNonceGuard } from './checks/nonce.js';
import { SessionCookieGuard } from './checks/session-cookie.js';
import { SignatureGuard } from './checks/signature.js';
import { ContractTerms } from './contract-terms.js';
import { AccountingKeysController, AccountingSignInController } from './http/accounting/accounting.controller.js';
import { ClientelaKeysController } from './http/clientela/keys.controller.js';
import { ClientelaOidcController } from './http/clientela/oidc.controller.js';
import { ClientelaSessionController } from './http/clientela/session.controller.js';
import { ClientelaTenantController } from './http/clientela/tenant.controller.js';
import { ClientelaUsersController } from './http/clientela/users.controller.js';
import { ClientsLoginController } from './http/clients/clients.controller.js';
import { ContactsLoginController } from './http/contacts/contacts.controller.js';
import { ErpSessionsController } from './http/erp/erp.controller.js';
import { PasswordHashing } from './hashing/password-hashing.js';
import { hashingSemaphore, SharedSemaphore, Semaphore } from './hashing/semaphore.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { IdempotencyGuard } from './idempotency/idempotency.guard.js';
import { KeptAnswersRepository } from './idempotency/kept-answers.repository.js';
import { KeptAnswersService } from './idempotency/kept-answers.service.js';
import { IdentitiesService } from './identities.service.js';
import { IdentityProvider } from './oidc/identity-provider.js';
import { ProviderSignInService } from './oidc/provider-sign-in.service.js';
import { SealedTexts } from './oidc/sealed-texts.js';
import { UserIdentitiesRepository } from './user-identities.repository.js';
import { KeyUse } from './key-use.js';
import { ErpNoncesRepository } from './erp-nonces.repository.js';
import { ForgeryTokens } from './forgery-tokens.js';
import { KeyGrantsRepository } from './key-grants.repository.js';
import { KeyGrantsService } from './key-grants.service.js';
import { KeysService } from './keys.service.js';
import { MembersService } from './members.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import { NoncesService } from './nonces.service.js';
import { PrivateKeysRepository } from './private-keys.repository.js';
import { PrivateKeysService } from './private-keys.service.js';
import { hmacKeyOf } from './secrets.js';
import { SignInService } from './sign-in.service.js';
import { SignedNoncesRepository } from './signed-nonces.repository.js';
import { SignedNoncesService } from './signed-nonces.service.js';
import { SigningSecret } from './signing-secret.js';
import { TenantAccountsService } from './tenant-accounts.service.js';
import { TenantPorts } from './tenant-ports.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';
import { ThrottleModule } from './throttle/throttle.module.js';
import { TokensService } from './tokens.service.js';
import { UserAccountsService } from './user-accounts.service.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    DatabaseModule,
    PassportModule,
    ThrottleModule,
    JwtModule.registerAsync({
      inject: [SigningSecret],
      useFactory: ({ secret }: SigningSecret) => ({ privateKey: hmacKeyOf(secret) }),
    }),
  ],
  controllers: [
    AccountingKeysController,
    AccountingSignInController,
    ClientelaOidcController,
    ClientelaSessionController,
    ClientelaTenantController,
    ClientelaKeysController,
    ClientelaUsersController,
    ClientsLoginController,
    ContactsLoginController,
    ErpSessionsController,
  ],
  providers: [
    AccessGuard,
    AccountEvents,
    AccountPathGuard,
    ApiKeysRepository,
    BasicGuard,
    BearerGuard,
    JwtStrategy,
    ErpNoncesRepository,
    ForgeryTokens,
    IdempotencyGuard,
    IdentitiesService,
    IdentityProvider,
    KeptAnswersRepository,
    KeptAnswersService,
    KeyGrantsRepository,
    KeyGrantsService,
    KeyGuard,
    KeyUse,
    KeysService,
    MembersService,
    MembershipsRepository,
    NonceGuard,
    NoncesService,
    OptionalNonceGuard,
    OrganizationHeaderGuard,
    PasswordHashing,
    PrivateKeysRepository,
    PrivateKeysService,
    ProviderSignInService,
    SealedTexts,
    SessionCookieGuard,
    SignatureGuard,
    SignedNoncesRepository,
    SignedNoncesService,
    SignInService,
    TenantAccountsService,
    TenantHeaderGuard,
    TenantPorts,
    TenantsRepository,
    TenantsService,
    TokensService,
    UserAccountsService,
    UserIdentitiesRepository,
    UsersRepository,
    UsersService,
    {
      provide: ContractTerms,
      useValue: {
        keys: KEY_FORMS,
        sessions: SESSION_TERMS,
        ids: ID_FORMS,
        reservedSlugs: RESERVED_SLUGS,
      } satisfies ContractTerms,
    },
    {
      provide: Semaphore,
      inject: [{ token: SharedSemaphore, optional: true }],
      useFactory: (shared?: Semaphore) => shared ?? hashingSemaphore(),
    },
  ],
  exports: [
    ContractTerms,
    AccessGuard,
    IdempotencyGuard,
    IdentitiesService,
    KeptAnswersService,
    AccountEvents,
    KeyGrantsService,
    KeysService,
    NonceGuard,
    NoncesService,
    OptionalNonceGuard,
    PrivateKeysService,
    TenantAccountsService,
    TenantPorts,
    TenantsService,
    ThrottleModule,
    UserAccountsService,
    UsersService,
  ],
})
export class AuthModule {}
