import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { databaseOptions } from '../ormconfig.js';
import { AdmissionModule } from './auth/admission.module.js';
import { AuthModule } from './auth/auth.module.js';
import { Encryption } from './auth/encryption.js';
import { SharedSemaphore } from './auth/hashing/semaphore.js';
import { SigningSecret } from './auth/signing-secret.js';
import { Counters } from './auth/throttle/counters.js';
import { BulkModule } from './bulk/bulk.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { CompanyNamesModule, DefaultCompanyNameByGetModule } from './company-names/company-names.module.js';
import { ContactPersonsModule } from './contact-persons/contact-persons.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Env } from './config/env.js';
import { secretsIn } from './config/secrets.js';
import { CustomerCardsModule } from './customer-cards/customer-cards.module.js';
import { AccountingContactsModule, CustomersModule } from './customers/customers.module.js';
import type { Connection } from './engine/tenant-database/index.js';
import { WORKING_ROLE } from './database/working-role.js';
import { EmailLockByGetModule, EmailsModule } from './emails/emails.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { FeedModule } from './feed/feed.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { JoiningModule } from './joining/joining.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { MergingModule } from './merging/merging.module.js';
import { OperationModule } from './operation/operation.module.js';
import { OtherWorkers } from './operation/other-workers.js';
import { PhoneLockByGetModule, PhonesModule } from './phones/phones.module.js';
import { TracesModule } from './traces.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WireIdsModule } from './wire-ids/wire-ids.module.js';
import type { Shared } from './workers.js';

/** What one process runs with: its settings, its database and its signing secret. */
export interface Surroundings {
  env: Env;
  connection: Connection;
  /** Migrates the tables. Omitted if they are migrated already. */
  owner?: Connection;
  /** One or several, separated as in `JWT_SECRET`. */
  signingSecret: string;
  /** One or several, separated as in `ENCRYPTION_KEY`. Without it, the key is derived from the signing secret. */
  encryptionKey?: string;
  /** What this worker shares with the other workers. */
  shared?: Shared;
}

@Module({})
export class AppModule {
  static with({ env, connection, signingSecret, encryptionKey, shared }: Omit<Surroundings, 'owner'>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(env),
        TracesModule.with(env),
        SigningModule.with(signingSecret, encryptionKey),
        ...(shared ? [SharedModule.with(shared)] : []),
        TypeOrmModule.forRoot({
          ...databaseOptions(connection, {
            pool: env.databasePool,
            timeouts: env.databaseTimeouts,
            proxied: env.databaseProxy,
            role: env.databaseProxy ? undefined : WORKING_ROLE,
          }),
          retryAttempts: 1,
        }),
        AdmissionModule,
        AuthModule,
        WireIdsModule,
        CustomersModule,
        LedgerModule,
        AccountingContactsModule,
        ContactPersonsModule,
        EmailsModule,
        PhonesModule,
        CompanyNamesModule,
        CustomerCardsModule,
        ChangesModule,
        FeedModule,
        ErasureModule,
        ImportsModule,
        JoiningModule,
        MergingModule,
        BulkModule,
        WebhooksModule,
        OperationModule.with(env),
        ...(env.contactsGetActions ? [EmailLockByGetModule, PhoneLockByGetModule, DefaultCompanyNameByGetModule] : []),
      ],
    };
  }
}

@Module({})
class SigningModule {
  static with(signing: string, encryption = ''): DynamicModule {
    const all = secretsIn(signing);
    const providers = [
      { provide: SigningSecret, useValue: { secret: all[0] ?? '', all } },
      // Keys derived from the signing secrets decrypt what was encrypted before there was an encryption key.
      { provide: Encryption, useValue: new Encryption([...secretsIn(encryption), ...all]) },
    ];
    return { module: SigningModule, global: true, providers, exports: [SigningSecret, Encryption] };
  }
}

@Module({})
class SharedModule {
  static with({ counters, hashing, others }: Shared): DynamicModule {
    const providers = [
      { provide: Counters, useValue: counters },
      { provide: SharedSemaphore, useValue: hashing },
      { provide: OtherWorkers, useValue: others },
    ];
    return { module: SharedModule, global: true, providers, exports: [Counters, SharedSemaphore, OtherWorkers] };
  }
}
