import { CommanderError } from '@commander-js/extra-typings'
import { endQuietlyOnClosedPipe } from './output.ts'
import { explain, Problem } from './problem.ts'
import { program } from './program.ts'

// Exit codes: 0, it is done; 1, it did not work; 2, called wrongly.
endQuietlyOnClosedPipe()
try {
  await program.parseAsync()
} catch (error) {
  // Commander has printed its own errors, and help is none.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(`chime: ${explain(error)}\n`)
    process.exitCode = error instanceof Problem ? error.exitCode : 1
  }
}
