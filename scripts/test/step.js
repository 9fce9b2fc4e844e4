import { join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { root, say } from '../launch/say.js'

/**
 * `names` are those that failed, each with its message. They are printed at the end of the output.
 *
 * @typedef {{ passed: number, failed: number, names?: string[] }} Count
 */

/** @param {string} title */
export const section = (title) => say(`\n── ${title}`)

/** @param {Record<string, string>} [more] */
const testEnv = (more) => ({
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  ...more,
})

/**
 * Runs one of our tools and shows its output as it comes.
 *
 * @param {string} program its path from the root
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export async function runTool(program, args, env) {
  const { code } = await runCommand(process.execPath, [join(root, program), ...args], { cwd: root, env: testEnv(env) })
  return code === 0
}

/**
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<Count>}
 */
export async function runStep(title, program, args) {
  section(title)
  return (await runTool(program, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, names: [title] }
}
