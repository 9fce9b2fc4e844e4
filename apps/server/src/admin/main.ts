import { Misuse, runCommand } from '../command/run-command.ts'
import { readConfig } from '../config.ts'
import { readCommand, usage } from './read-command.ts'

runCommand(async () => {
  const read = readCommand(process.argv.slice(2))
  if (!read) return usage
  const config = readConfig()
  // Loaded only now, because it takes a while: what is wrong with the command is said at once.
  const { run } = await import('./run.ts')
  const { text, json, failed } = await run(read.command, config)
  const output = read.json ? JSON.stringify(json) : text
  // What is wrong with the audit log must also be seen by a script that looks at nothing but the exit code.
  if (failed) throw new Misuse(output)
  return output
})
