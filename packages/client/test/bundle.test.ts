import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The files whose code is in the bundle's first file, when an application imports only this of the client. */
async function filesOf(name: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `import { ${name} } from '@chime/client'\nconsole.log(${name})`, resolveDir: folder },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
  })
  return Object.entries(metafile.outputs['out/stdin.js']?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  )
}

/** What an application loads at first when it imports only this of the client, in bytes after gzip. */
async function firstLoadOf(name: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from '@chime/client'`, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'out',
    write: false,
    metafile: true,
  })
  const first = new Set(['out/stdin.js'])
  for (const path of first) {
    for (const { kind, path: imported } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') first.add(imported)
    }
  }
  const isFirst = ({ path }: { path: string }) => first.has(`out/${basename(path)}`)
  return outputFiles.filter(isFirst).reduce((bytes, { contents }) => bytes + gzipSync(contents).length, 0)
}

let chime: string[]
let bot: string[]
beforeAll(async () => {
  ;[chime, bot] = await Promise.all([filesOf('createChime'), filesOf('createBot')])
}, 60_000)

const optional = /client\/src\/(upload|presence|file|cache)\/|client\/src\/user\/.*draft/

test('a bundle of a bot holds nothing of uploads, drafts, presence and the last view', () => {
  expect(chime.filter((path) => optional.test(path)).length).toBeGreaterThan(5)
  expect(bot.filter((path) => optional.test(path))).toEqual([])
  expect(bot.some((path) => path.endsWith('outbox/outbox.ts'))).toBe(true)
})

test('what checks the wire, and what sends bytes, is not loaded with the client', () => {
  for (const path of [...chime, ...bot]) expect(path).not.toMatch(/node_modules\/(zod|tus-js-client|react|ws|@trpc)\//)
})

test('what a chat needs only after it has started is loaded then', () => {
  const later = [
    'presence-watch',
    'last-view',
    'fetched-files',
    'send-file',
    'shared-sockets',
    'http',
    'groups',
    'emoji',
    'shared-socket',
  ]
  for (const path of chime) expect(later).not.toContain(basename(path, '.ts'))
})

test('the core is small', { timeout: 60_000 }, async () => {
  expect(await firstLoadOf('createChime')).toBeLessThanOrEqual(30_000)
  expect(await firstLoadOf('createBot')).toBeLessThanOrEqual(27_000)
})
