// npm run screenshots [-- <part of a name>]: takes pictures of every page and state of the web app, light and dark,
// narrow and wide. They go into screenshots/ for people to look at.
import { ensureWebBuilt } from './launch/build-web.js'
import { runCommand } from './launch/command.js'
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { root } from './launch/say.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  await ensureWebBuilt()
  const { findChromium } = await import('./test/chromium.js')
  const env = { ...process.env, CHROMIUM_PATH: await findChromium() }
  const { code } = await runCommand(process.execPath, ['e2e/screenshots/main.ts', ...process.argv.slice(2)], {
    cwd: root,
    env,
  })
  process.exit(code ?? 1)
}
