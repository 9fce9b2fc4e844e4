// npm run bench -- <name>: runs bench/<name>.ts, which prints its result beside its baselines. Without a name, it lists
// the benchmarks.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './launch/command.js'
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { fail, root } from './launch/say.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const [name = '', ...rest] = process.argv.slice(2)
  const folder = join(root, 'bench')
  const file = join(folder, `${name}.ts`)
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const names = readdirSync(folder).filter((entry) => /^[\w-]+\.ts$/.test(entry))
    fail(`Which benchmark? npm run bench -- <name>, one of: ${names.map((entry) => entry.slice(0, -3)).join(', ')}`)
  }
  const { code } = await runCommand(process.execPath, [file, ...rest], { cwd: root })
  process.exit(code ?? 1)
}
