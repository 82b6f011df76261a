import { containing } from '../kit/matching.js';
import { uniqueWord } from '../kit/values.js';
import { decided, recorded, refusing } from './api.js';
import { two } from './listing.js';

const complete = recorded('autoCompleteContacts', 'Bigcapital server, observed answers');
const completeRule = decided('autoCompleteContacts', 'docs/contracts.md, accounting');

export const autoCompleting = [
  complete('the answer is a list', async (api) => {
    const displayName = uniqueWord();
    const id = await api.customer({ displayName });
    (await api.get('/contacts/auto-complete', { keyword: displayName })).is(200, [{ id, displayName }]);
  }),
  complete('it has at most ten contacts', async (api) => {
    const word = uniqueWord();
    for (let number = 0; number < 11; number++) await api.customer({ displayName: `${word} ${number}` });
    const answer = await api.get('/contacts/auto-complete', { keyword: word });
    if (answer.is(200).list().length !== 10) answer.fail(`it has ${answer.list().length} contacts`);
  }),
  completeRule('the keyword is looked for in the display name alone', async (api) => {
    const companyName = uniqueWord();
    await api.customer({ companyName });
    (await api.get('/contacts/auto-complete', { keyword: companyName })).is(200, []);
  }),
  completeRule('inactive contacts are left out', async (api) => {
    const { word, ids } = await two(api, {}, { active: false });
    (await api.get('/contacts/auto-complete', { keyword: word })).is(200, [{ id: ids[0] }]);
  }),
  completeRule('names that begin with the keyword come first', async (api) => {
    const word = uniqueWord();
    const [later, first] = [
      await api.customer({ displayName: `A ${word}` }),
      await api.customer({ displayName: `${word} Z` }),
    ];
    (await api.get('/contacts/auto-complete', { keyword: word })).is(200, [{ id: first }, { id: later }]);
  }),
  completeRule('another parameter is refused', async (api) =>
    (await api.get('/contacts/auto-complete', { keyword: 'a', colour: 'red' })).is(400, refusing('colour')),
  ),
  completeRule('each is as the single customer', async (api) => {
    const displayName = uniqueWord();
    const id = await api.customer({ displayName });
    (await api.get('/contacts/auto-complete', { keyword: displayName })).has(containing((await api.read(id)).body));
  }),
];
