// The API reference, which TypeDoc makes of the sources of what is published.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../launch/command.js'
import { fail, root, say } from '../launch/say.js'

const folder = join(root, 'docs/api')
/** It has a TypeScript of its own, because TypeDoc needs the compiler's JavaScript API. */
const tool = join(root, 'docs/reference')

/** @param {string} [out] */
export async function writeReference(out = folder) {
  const typedoc = join(tool, 'node_modules/typedoc/bin/typedoc')
  const { code, output } = await runCommand(process.execPath, [typedoc, '--out', out, '--logLevel', 'Warn'], {
    cwd: tool,
    quiet: true,
  })
  if (code !== 0) fail(`The reference cannot be made:\n${output}`)
}

/** Ends this process with a message if docs/api is not what the sources make. */
export async function checkReference() {
  const fresh = mkdtempSync(join(tmpdir(), 'chime-reference-'))
  try {
    await writeReference(fresh)
    const [wanted, found] = [contentsOf(fresh), contentsOf(folder)]
    const paths = new Set([...wanted.keys(), ...found.keys()])
    const stale = [...paths].filter((path) => wanted.get(path) !== found.get(path))
    if (stale.length > 0) fail(`docs/api is not up to date (${stale.join(', ')}): npm run docs`)
    say('docs/api is up to date')
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** @param {string} folder @returns {Map<string, string>} by path in the folder */
function contentsOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
