import { randomWord } from '../auth/secrets.js';

/** Twelve of a-z0-9 that a record is given once, beside its id. */
export const newToken = () => randomWord(12, 'abcdefghijklmnopqrstuvwxyz0123456789');
