/** The file cannot be used: it is cut off, changed, no backup, or the key does not fit. */
export class UnusableBackup extends Error {}

export const cutOff = () => new UnusableBackup('The backup is cut off: its end is missing');
