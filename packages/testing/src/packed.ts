import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './process/program.ts'

const run = promisify(execFile)

/** What is published. */
export type PackedName = '@chime/protocol' | '@chime/client' | '@chime/ui'

/**
 * Runs `npm pack`, which builds and checks what it packs.
 *
 * @param folder where the tarballs go
 * @returns their paths
 * @throws an error with what is wrong with a package
 */
export async function packPackages<Name extends PackedName>(
  folder: string,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const workspaces = names.flatMap((name) => ['-w', name])
  const { stdout } = await run(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['pack', '--json', '--offline', '--pack-destination', folder, ...workspaces],
    { cwd: root, env: { ...process.env, npm_config_update_notifier: 'false' }, maxBuffer: 2 ** 24 },
  )
  const files = fileNamesIn(stdout)
  // Every name is a key, because each of them was looked up.
  return Object.fromEntries(names.map((name) => [name, join(folder, files.get(name) ?? '')])) as Record<Name, string>
}

/** `npm pack --json` prints a list up to npm 11, and an object by package name from npm 12 on. Scripts may print before it. */
function fileNamesIn(text: string): Map<string, string> {
  const printed: unknown = JSON.parse(text.slice(text.search(/^[[{]/m)))
  const entries: unknown[] = Array.isArray(printed) ? printed : Object.values(Object(printed))
  const files = new Map<string, string>()
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null || !('filename' in entry) || !('name' in entry))
      throw new Error(`npm pack did not say what it made: ${text.slice(0, 500)}`)
    files.set(String(entry.name), String(entry.filename))
  }
  return files
}
