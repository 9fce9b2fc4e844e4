import { text } from 'node:stream/consumers'

/** All of standard input. */
export const readInput = (): Promise<string> => text(process.stdin)
