import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@chime/testing/wait-until'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../launch/say.js'

// The smallest of the packages, as `npm pack` makes it.
const folder = join(root, 'packages/protocol')
const manifest = join(folder, 'package.json')
const source = readFileSync(manifest, 'utf8')
const tarball = 'chime-protocol-0.1.0.tgz'

function destination(): string {
  const made = mkdtempSync(join(tmpdir(), 'chime-destination-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

function pack(args: string[], cwd = root) {
  const npm = spawn('npm', ['pack', '--json', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  npm.stdout.resume()
  const ended = once(npm, 'close').then(([code]) => ({ code, errors }))
  return { npm, ended }
}

const filesOf = (file: string) => execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).split('\n')
const manifestOf = (file: string) =>
  JSON.parse(execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' }))
const isPacked = () => readFileSync(manifest, 'utf8').includes('"types": "./dist/index.d.ts"')

test('two packs at once give the same package, and the manifest is the one of the sources again', async () => {
  const [one, two] = [destination(), destination()]
  const packs = [pack(['-w', '@chime/protocol', '--pack-destination', one]), pack(['--pack-destination', two], folder)]
  for (const { ended } of packs) expect(await ended).toMatchObject({ code: 0 })
  const [first, second] = [join(one, tarball), join(two, tarball)]
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
  expect(filesOf(first)).toEqual(
    expect.arrayContaining(['package/LICENSE', 'package/dist/index.d.ts', 'package/src/index.ts']),
  )
  expect(manifestOf(first).exports['.']).toEqual({ types: './dist/index.d.ts', default: './dist/index.js' })
  expect(manifestOf(first)).not.toHaveProperty('scripts')
  expect(readFileSync(manifest, 'utf8')).toBe(source)
})

test('a killed npm leaves no trace, and the next pack succeeds', async () => {
  const { npm, ended } = pack(['./packages/protocol', '--pack-destination', destination()])
  await waitUntil(async () => isPacked() || npm.exitCode !== null, { timeoutMs: 60_000 })
  npm.kill('SIGKILL')
  await ended
  await waitUntil(async () => readFileSync(manifest, 'utf8') === source, { timeoutMs: 5_000 })
  expect(await pack(['./packages/protocol', '--dry-run']).ended).toMatchObject({ code: 0 })
  expect(readFileSync(manifest, 'utf8')).toBe(source)
})

test('what does not compile is not packed', async () => {
  const file = join(folder, 'src/broken.ts')
  onTestFinished(() => rmSync(file, { force: true }))
  writeFileSync(file, "export const wrong: number = 'text'\n")
  const { code, errors } = await pack(['./packages/protocol', '--dry-run']).ended
  expect(code).not.toBe(0)
  expect(errors).toContain('@chime/protocol is not packed')
  expect(errors).toContain('broken.ts')
  expect(readFileSync(manifest, 'utf8')).toBe(source)
})
