/** By document, the places of lists that have no limit, and why. The place is a pointer into the document. */
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
    '/components/schemas/RevertedCustomerOutput/properties/fields': 'All fields that one selection has changed.',
    ...Object.fromEntries(
      ['emails', 'phones', 'companyNames', 'contactPersons', 'ledger', 'paymentsForOthers', 'changes'].map((list) => [
        `/paths/~1clientela~1v1~1customers~1{id}~1personal-data/get/responses/200/content/application~1json/schema/properties/${list}`,
        'A person gets everything that is kept. The answer is streamed.',
      ]),
    ),
  },
};
