import { lawsOf } from './laws.js';

lawsOf('accounting', { accountingCase: 'snake' });
