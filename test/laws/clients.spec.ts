import { lawsOf } from './laws.js';

lawsOf('clients');
