import { lawsOf } from './laws.js';

// LAWS_NUMBERED=all runs the laws of every contract like this.
lawsOf('erp', { numbered: 'all' });
lawsOf('billing', { numbered: 'some' });
