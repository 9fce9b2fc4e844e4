import { ConfigError } from '../config.ts'

/** What people did wrong, in words for them. */
export class Misuse extends Error {}

/** What a command has to say: in words, and for scripts. */
export type Output = { text: string; json: unknown }

/**
 * Runs the program of a command, and ends this process. What people did wrong is told in words, anything else with its
 * error.
 *
 * @param work returns what to print
 */
export function runCommand(work: () => Promise<string>): void {
  work()
    .then((text) => console.log(text))
    .catch((error: unknown) => {
      const known = error instanceof Misuse || error instanceof ConfigError
      console.error(error instanceof Error ? (known ? error.message : `It failed: ${error.message}`) : error)
      process.exit(1)
    })
}
