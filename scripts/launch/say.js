export const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')

/** @param {string} line */
export const say = (line) => console.log(line)

/**
 * Ends this process with a plain message instead of a stack trace.
 *
 * @param {string} line
 * @returns {never}
 */
export function fail(line) {
  console.error(`\n${line}`)
  process.exit(1)
}

/**
 * @param {unknown} error
 * @returns {string | undefined} the code of a system error, such as `ENOENT` or `EADDRINUSE`
 */
export const codeOf = (error) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
