import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { logins, personNamed } from '../scripts/demo/people.ts'
import { demoPassword } from '../scripts/demo/team.ts'
import { root } from './process/program.ts'

/** Fills the server by `npm run demo`, in part. @returns who can be logged in as */
export async function fillWithDemo(url: string) {
  const demo = spawn(process.execPath, ['scripts/demo.js', '--url', url, '--size', '0.3'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(demo, 'exit')
  if (code !== 0) throw new Error('the demo could not be loaded')
  const username = logins[0]
  return { username, fullName: personNamed(username).fullName, password: demoPassword }
}
