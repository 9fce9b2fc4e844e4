import { existsSync } from 'node:fs'

/** The same npm that started this process, if npm did; otherwise the `npm` on the PATH. */
export function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js') && existsSync(cli)) return { command: process.execPath, first: [cli], shell: false }
  return { command: 'npm', first: [], shell: process.platform === 'win32' }
}
