import { lawsOf } from './laws.js';

lawsOf('contacts');
