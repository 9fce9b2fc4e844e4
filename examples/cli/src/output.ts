/** Writes lines to standard output. Resolves when they are taken, so that a slow reader slows the program down. */
export function print(...lines: string[]): Promise<void> {
  if (lines.length === 0) return Promise.resolve()
  return new Promise((resolve) => process.stdout.write(`${lines.join('\n')}\n`, () => resolve()))
}

/** What is meant for the person at the terminal, and not for the next program in the pipe. */
export function note(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`)
}

/** `chime history general | head` closes the pipe early: that is no error. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
