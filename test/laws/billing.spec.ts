import { lawsOf } from './laws.js';

lawsOf('billing');
