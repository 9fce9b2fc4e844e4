import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { root, say } from '../launch/say.js'

/** @param {string} name @returns {string | null} the path of the program; null if it is not on the PATH */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // It is not in this folder.
    }
  }
  return null
}

const canInstall = () => existsSync('/usr/bin/apt-get') && process.getuid?.() === 0

/**
 * Installs a system package, if that needs no password: as root on Debian or Ubuntu.
 *
 * @param {string} name
 * @returns {Promise<boolean>} whether it is installed now
 */
export async function aptInstall(name) {
  if (!canInstall()) return false
  say(`Installing ${name} with apt …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { cwd: root, env, quiet: true }
  await runCommand('apt-get', ['update'], options)
  const { code, output } = await runCommand('apt-get', ['install', '-y', '--no-install-recommends', name], options)
  if (code !== 0) say(output)
  return code === 0
}
