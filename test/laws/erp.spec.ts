import { lawsOf } from './laws.js';

lawsOf('erp');
