/** By document, the places of lists and texts that have no limit, and why. The place is a pointer into the document. */
export const UNLIMITED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clients: { '/components/schemas/ClientOutput/properties/accounts': 'A client has any number of accounts.' },
  accounting: {
    '/paths/~1api~1api-keys/get/responses/200/content/application~1json/schema':
      'The published answer is no page, and an organization has any number of keys.',
  },
  clientela: {
    '/components/schemas/CustomerCardOutput/properties/children': 'A customer has any number of children.',
    '/components/schemas/CustomerCardOutput/properties/wireIds': 'A record keeps all IDs that it ever had.',
    '/components/schemas/WireIdListOutput/properties/data': 'A record keeps all IDs that it ever had.',
    '/components/schemas/ChangeOutput/properties/records': 'All records that one write changed.',
    '/components/schemas/FeedEventOutput/properties/records': 'All records that one write changed.',
    '/components/schemas/ChangedRecordOutput/properties/fields': 'All fields that one write changed.',
    '/components/schemas/ImportRowOutput/properties/faults': 'All faults of one row.',
    '/components/schemas/ImportRowOutput/properties/notes': 'All that one row comes without.',
    '/components/schemas/ImportRowOutput/properties/disagreements': 'All fields of one row that disagree.',
    '/components/schemas/MergeOutput/properties/fields': 'All fields in which two customers differ.',
    '/components/schemas/MergeOutput/properties/records': 'All records of one customer.',
    '/components/schemas/MergeOutput/properties/children': 'A customer has any number of children.',
    '/components/schemas/MergeOutput/properties/refusals': 'All reasons against one merge.',
    '/components/schemas/UndoMergeOutput/properties/records': 'All records of one customer.',
    '/components/schemas/UndoMergeOutput/properties/children': 'A customer has any number of children.',
    '/components/schemas/UndoMergeOutput/properties/notRestored': 'All that has changed since one merge.',
    '/components/schemas/RevertedCustomerOutput/properties/fields': 'All fields that one selection has changed.',
    '/paths/~1clientela~1v1~1export/get/responses/200/content/application~1x-ndjson/schema': 'An export is streamed.',
    '/paths/~1clientela~1v1~1imports~1{id}~1refused/get/responses/200/content/application~1x-ndjson/schema':
      'The rows are streamed.',
    ...Object.fromEntries(
      ['application~1x-ndjson', 'application~1json', 'text~1csv'].map((type) => [
        `/paths/~1clientela~1v1~1imports~1{id}~1rows/post/requestBody/content/${type}/schema`,
        'The rows are read as a stream. Each has a limit, and their number has one.',
      ]),
    ),
    ...Object.fromEntries(
      ['emails', 'phones', 'companyNames', 'contactPersons', 'ledger', 'paymentsForOthers', 'changes'].map((list) => [
        `/paths/~1clientela~1v1~1customers~1{id}~1personal-data/get/responses/200/content/application~1json/schema/properties/${list}`,
        'A person gets everything that is kept. The answer is streamed.',
      ]),
    ),
  },
};
