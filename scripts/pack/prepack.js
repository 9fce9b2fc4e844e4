// Run by npm before it packs or publishes a package, in the package's folder: builds it, and refuses what is broken.
// Writes to stderr alone: stdout belongs to `npm pack --json`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../launch/say.js'
import { build } from './build.js'
import { check } from './check/check.js'
import { hold } from './hold.js'
import { packedManifest } from './manifest.js'
import { tarballOf } from './tarball.js'

if (process.env.npm_lifecycle_event !== 'prepack') fail('This is a part of `npm pack`: run that in the package.')
const folder = process.cwd()
const { swap } = await hold(folder)
/** @type {import('./manifest.js').Manifest} */
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const packed = packedManifest(manifest)
try {
  await build(folder, manifest)
  const problems = await check(await tarballOf(folder, packed))
  if (problems.length > 0) throw new Error(problems.join('\n'))
} catch (error) {
  fail(`${manifest.name} is not packed:\n${error instanceof Error ? error.message : error}`)
}
await swap(`${JSON.stringify(packed, null, 2)}\n`)
process.exit()
