import { withFaults } from '../../src/imports/imports.service.js';

const faults = [{ field: 'name', why: 'is required' }];

it.each([
  ['keeps its numbers as they came', '{"id": 982710394857200005}', '{"id": 982710394857200005,"import_faults":'],
  ['may be empty', '{}', '{"import_faults":'],
  ['that is no object is shown as a text', '[1]', '{"import_row":"[1]","import_faults":'],
  ['that is no JSON is shown as a text', 'name;Acme', '{"import_row":"name;Acme","import_faults":'],
])('a refused row %s', (_, content, begins) => {
  expect(withFaults(content, faults)).toBe(`${begins}${JSON.stringify(faults)}}`);
});
