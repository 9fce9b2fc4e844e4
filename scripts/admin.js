// npm run admin -- …: people, roles, filters and the audit log of the installation whose data folder or database this is.
import { join } from 'node:path'
import { runCommand } from './launch/command.js'
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { readPlace } from './launch/place.js'
import { root } from './launch/say.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { code } = await runCommand(
    process.execPath,
    [join(root, 'apps/server/src/admin/main.ts'), ...process.argv.slice(2)],
    { cwd: root, env: { ...process.env, DATA_DIR: readPlace().dataDir } },
  )
  process.exit(code ?? 1)
}
