import { lawsOf } from './laws.js';

lawsOf('clientela');
