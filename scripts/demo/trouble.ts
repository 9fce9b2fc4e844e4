/** What the reader can do something about: shown as its text alone, without a stack. */
export class Trouble extends Error {}
