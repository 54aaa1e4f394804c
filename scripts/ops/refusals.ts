/** What was asked for cannot be done; the message says to a person why. */
export class Refusal extends Error {}

/** The command line is not understood: the message, and how it is meant. */
export class UsageError extends Error {}
