import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { packPackages } from '@chime/testing/packed'
import { root } from '@chime/testing/process/program'

const run = promisify(execFile)

let tarballs: ReturnType<typeof pack> | null = null

/** A run may start several times, and packs once. */
function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'chime-packed-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return packPackages(folder, ['@chime/protocol', '@chime/client'])
}

/**
 * Installs the tarballs of `@chime/client` and of what it needs of ours, outside of the workspace. A file that is missing in
 * a package is missing here too.
 *
 * @returns the URL to import the client from
 */
export async function packClient(folder: string): Promise<string> {
  tarballs ??= pack()
  const packed = await tarballs
  for (const [name, tarball] of Object.entries(packed)) {
    const into = join(folder, 'node_modules', name)
    await mkdir(into, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', into, '--strip-components=1'])
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
      await readFile(join(into, 'package.json'), 'utf8'),
    )
    for (const dependency of Object.keys(dependencies)) if (!(dependency in packed)) await link(folder, dependency)
  }
  return pathToFileURL(join(folder, 'node_modules/@chime/client/dist/index.js')).href
}

/** The package that is installed here has the version of the lock file, and needs no network. */
async function link(folder: string, name: string): Promise<void> {
  const path = join(folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(join(root, 'node_modules', name), path, 'dir').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
