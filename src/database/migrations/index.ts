import { TenantsHaveUsersAndKeys1763700000000 } from './1763700000000-tenants-have-users-and-keys.js';
import { OneCustomerRecord1763700100000 } from './1763700100000-one-customer-record.js';
import { BalancesComeFromALedger1763700200000 } from './1763700200000-balances-come-from-a-ledger.js';
import { RequestsMayBeSigned1763700300000 } from './1763700300000-requests-may-be-signed.js';
import { RowsShowToTheirTenantAlone1763700400000 } from './1763700400000-rows-show-to-their-tenant-alone.js';
import { ListsReadWhatTheyShow1763700500000 } from './1763700500000-lists-read-what-they-show.js';
import { PersonsGoWithTheirCustomer1763700600000 } from './1763700600000-persons-go-with-their-customer.js';
import { RecordsCompareByOneRule1763700700000 } from './1763700700000-records-compare-by-one-rule.js';
import { InactiveCustomersKeepTheirStatus1763700750000 } from './1763700750000-inactive-customers-keep-their-status.js';
import { OneSearchAndOneComparison1763700800000 } from './1763700800000-one-search-and-one-comparison.js';
import { TokensNameCustomers1763700850000 } from './1763700850000-tokens-name-customers.js';
import { TenantsChooseTheirForms1763700900000 } from './1763700900000-tenants-choose-their-forms.js';
import { AccountsCanBeClosed1763701100000 } from './1763701100000-accounts-can-be-closed.js';
import { KeysFollowTheirMaker1763701110000 } from './1763701110000-keys-follow-their-maker.js';
import { PrivateKeysAreStoredEncrypted1763701150000 } from './1763701150000-private-keys-are-stored-encrypted.js';
import { FunctionsFindEachOtherInARestore1763701200000 } from './1763701200000-functions-find-each-other-in-a-restore.js';
import { KeysKnowTheirReplacement1763701210000 } from './1763701210000-keys-know-their-replacement.js';
import { LookupsHaveIndexes1763701300000 } from './1763701300000-lookups-have-indexes.js';
import { CountsKnowTheStatus1763701310000 } from './1763701310000-counts-know-the-status.js';
import { SearchesAreBounded1763701320000 } from './1763701320000-searches-are-bounded.js';
import { TablesCanBeDistributed1763701400000 } from './1763701400000-tables-can-be-distributed.js';
import { UpdatesCostLess1763701500000 } from './1763701500000-updates-cost-less.js';
import { ClientelaHasKeys1763701600000 } from './1763701600000-clientela-has-keys.js';
import { AnswersAreKept1763701700000 } from './1763701700000-answers-are-kept.js';
import { SettingsHaveAVersion1763701710000 } from './1763701710000-settings-have-a-version.js';
import { ChangesAreKept1763701800000 } from './1763701800000-changes-are-kept.js';
import { ChangesHaveAnOrder1763701900000 } from './1763701900000-changes-have-an-order.js';
import { ChangesCanBeTrimmed1763701910000 } from './1763701910000-changes-can-be-trimmed.js';
import { CustomersCanBeErased1763701920000 } from './1763701920000-customers-can-be-erased.js';
import { ChangesCanBeCounted1763702000000 } from './1763702000000-changes-can-be-counted.js';
import { EventsArePushed1763702100000 } from './1763702100000-events-are-pushed.js';
import { NormalFormsAreCompiledOnce1763702150000 } from './1763702150000-normal-forms-are-compiled-once.js';
import { ChangesCostLess1763702160000 } from './1763702160000-changes-cost-less.js';
import { ContractsCanHaveTheirOwnIds1763702200000 } from './1763702200000-contracts-can-have-their-own-ids.js';
import { CustomersCanBeImported1763702300000 } from './1763702300000-customers-can-be-imported.js';
import { ImportsRunByThemselves1763702350000 } from './1763702350000-imports-run-by-themselves.js';
import { CustomersCanBeCompared1763702400000 } from './1763702400000-customers-can-be-compared.js';
import { CustomersCanBeMerged1763702500000 } from './1763702500000-customers-can-be-merged.js';
import { IdentityProviders1763702600000 } from './1763702600000-identity-providers.js';
import { DatabasesKnowTheirRelease1763702900000 } from './1763702900000-databases-know-their-release.js';
import { FunctionsRunBesideRows1763703000000 } from './1763703000000-functions-run-beside-rows.js';
import { ChangesAreComparedInFives1763703100000 } from './1763703100000-changes-are-compared-in-fives.js';
import { ImportsAnalyzeTables1763703200000 } from './1763703200000-imports-analyze-tables.js';

/** All migrations, in the order in which they run. */
export const migrations = [
  TenantsHaveUsersAndKeys1763700000000,
  OneCustomerRecord1763700100000,
  BalancesComeFromALedger1763700200000,
  RequestsMayBeSigned1763700300000,
  RowsShowToTheirTenantAlone1763700400000,
  ListsReadWhatTheyShow1763700500000,
  PersonsGoWithTheirCustomer1763700600000,
  RecordsCompareByOneRule1763700700000,
  InactiveCustomersKeepTheirStatus1763700750000,
  OneSearchAndOneComparison1763700800000,
  TokensNameCustomers1763700850000,
  TenantsChooseTheirForms1763700900000,
  AccountsCanBeClosed1763701100000,
  KeysFollowTheirMaker1763701110000,
  PrivateKeysAreStoredEncrypted1763701150000,
  FunctionsFindEachOtherInARestore1763701200000,
  KeysKnowTheirReplacement1763701210000,
  LookupsHaveIndexes1763701300000,
  CountsKnowTheStatus1763701310000,
  SearchesAreBounded1763701320000,
  TablesCanBeDistributed1763701400000,
  UpdatesCostLess1763701500000,
  ClientelaHasKeys1763701600000,
  AnswersAreKept1763701700000,
  SettingsHaveAVersion1763701710000,
  ChangesAreKept1763701800000,
  ChangesHaveAnOrder1763701900000,
  ChangesCanBeTrimmed1763701910000,
  CustomersCanBeErased1763701920000,
  ChangesCanBeCounted1763702000000,
  EventsArePushed1763702100000,
  NormalFormsAreCompiledOnce1763702150000,
  ChangesCostLess1763702160000,
  ContractsCanHaveTheirOwnIds1763702200000,
  CustomersCanBeImported1763702300000,
  ImportsRunByThemselves1763702350000,
  CustomersCanBeCompared1763702400000,
  CustomersCanBeMerged1763702500000,
  IdentityProviders1763702600000,
  DatabasesKnowTheirRelease1763702900000,
  FunctionsRunBesideRows1763703000000,
  ChangesAreComparedInFives1763703100000,
  ImportsAnalyzeTables1763703200000,
];
