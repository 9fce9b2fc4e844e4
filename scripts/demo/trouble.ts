/** An error that the user can do something about. Only its message is shown, without a stack trace. */
export class Trouble extends Error {}
