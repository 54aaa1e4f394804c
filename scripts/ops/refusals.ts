/** The command cannot be carried out; the message tells the user why. */
export class Refusal extends Error {}

/** The command line is invalid; the usage is shown after the message. */
export class UsageError extends Error {}
