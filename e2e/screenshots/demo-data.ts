import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '@chime/testing/process/program'
import { logins, personNamed } from '../../scripts/demo/people.ts'
import { demoPassword } from '../../scripts/demo/team.ts'

/** Fills the server with a part of the demo, by `npm run demo`. @returns an account to log in with */
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
