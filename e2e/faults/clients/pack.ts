import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { root } from '../../process/program.ts'

const run = promisify(execFile)
const ours = ['client', 'protocol']

/**
 * Packs `@chime/client` and what it needs of ours, as `npm publish` would, and unpacks it outside of the workspace: what
 * is missing in the package is missing here. The packages hold TypeScript, which Node strips only outside of
 * `node_modules`; so each lies in a folder of its own and is linked where its importers look for it.
 *
 * @returns the address to import the client from
 */
export async function packClient(folder: string): Promise<string> {
  const scope = join(folder, 'node_modules/@chime')
  await mkdir(scope, { recursive: true })
  for (const name of ours) {
    const into = join(folder, name)
    await mkdir(into)
    const { stdout } = await run(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', folder],
      { cwd: join(root, 'packages', name), env: { ...process.env, npm_config_update_notifier: 'false' } },
    )
    await run('tar', ['-xzf', join(folder, fileNameIn(stdout)), '-C', into, '--strip-components=1'])
    await symlink(into, join(scope, name), 'dir')
  }
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(folder, 'client/package.json'), 'utf8'),
  )
  const { dependencies } = JSON.parse(await readFile(join(folder, 'protocol/package.json'), 'utf8'))
  // What comes from the registry is what the lock file names, so it need not be fetched again.
  for (const name of Object.keys({ ...manifest.dependencies, ...dependencies })) {
    if (name.startsWith('@chime/')) continue
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', name), link, 'dir')
  }
  return pathToFileURL(join(scope, 'client/src/index.ts')).href
}

/** What `npm pack --json` prints: a list up to npm 11, by package name from 12 on. */
function fileNameIn(text: string): string {
  const told: unknown = JSON.parse(text.slice(text.search(/[[{]/)))
  const [entry] = Array.isArray(told) ? told : Object.values(typeof told === 'object' && told ? told : {})
  const name: unknown = typeof entry === 'object' && entry !== null && 'filename' in entry ? entry.filename : null
  if (typeof name !== 'string') throw new Error(`npm pack did not say what it made: ${text.slice(0, 500)}`)
  return name
}
