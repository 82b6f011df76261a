import { randomWord } from '../auth/secrets.js';

/** Twelve characters of a-z0-9. A record gets them once, beside its ID. */
export const newToken = () => randomWord(12, 'abcdefghijklmnopqrstuvwxyz0123456789');
