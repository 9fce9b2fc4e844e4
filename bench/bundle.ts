// What the client costs an app: kilobytes to load, beside tRPC's own client, and seconds to check its types.
// Run: npm run bench -- bundle
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build, version } from 'esbuild'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { formatNumber } from './report/table.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const goals = { coreKb: 30, typesSeconds: 3 }

const trpc = await sizes(`export { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'`)
const core = await sizes(`export { createChime } from '@chime/client'`)
const bot = await sizes(`export { createBot } from '@chime/client'`)
const hooks = await sizes(`export { createChime } from '@chime/client'\nexport * from '@chime/client/react'`)
const typesSeconds = await typeCheck()

const row = (label: string, { minified, gzipped }: Size): Cell[] => [label, minified / 1_000, gzipped / 1_000]
const less = (a: Size, b: Size): Size => ({ minified: a.minified - b.minified, gzipped: a.gzipped - b.gzipped })
await report({
  name: 'bundle',
  title: 'What the client costs an app',
  command: 'npm run bench -- bundle',
  columns: ['', 'minified, KB', 'gzip, KB'],
  rows: [
    row('core: `createChime`', core.first),
    row('a bot: `createBot`', bot.first),
    row('with the React hooks, more', less(hooks.first, core.first)),
    row('loaded later: last view, presence, files, tabs, uploads', core.later),
    row("tRPC's own client: WebSocket and HTTP", trpc.first),
  ],
  goals: [
    {
      what: 'core, gzip',
      goal: `≤ ${goals.coreKb} KB`,
      measured: `${formatNumber(core.first.gzipped / 1_000)} KB`,
      met: core.first.gzipped <= goals.coreKb * 1_000,
    },
    {
      what: 'type check of a small app',
      goal: `≤ ${goals.typesSeconds} s`,
      measured: `${formatNumber(typesSeconds)} s`,
      met: typesSeconds <= goals.typesSeconds,
    },
  ],
  notes: [
    'React is not counted. Each bundle holds all that the entry needs to connect, to show channels and to send.',
    'Loaded later: 8 KB when the client starts, 3 KB with tRPC’s class of errors, and the rest with the first upload.',
    'The types are checked against the sources of the client, which takes longer than against a package.',
  ],
  versions: { esbuild: version },
})

type Size = { minified: number; gzipped: number }

/** @returns what is loaded at first, and all that is loaded later */
async function sizes(contents: string): Promise<{ first: Size; later: Size }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react'],
    outdir: 'out',
    write: false,
    metafile: true,
  })
  const atFirst = new Set<string>()
  const visit = (path: string) => {
    if (atFirst.has(path)) return
    atFirst.add(path)
    for (const each of metafile.outputs[path]?.imports ?? []) if (each.kind === 'import-statement') visit(each.path)
  }
  visit('out/stdin.js')
  const first = { minified: 0, gzipped: 0 }
  const later = { minified: 0, gzipped: 0 }
  for (const { path, contents } of outputFiles) {
    const size = atFirst.has(`out/${basename(path)}`) ? first : later
    size.minified += contents.length
    size.gzipped += gzipSync(contents).length
  }
  return { first, later }
}

/** @returns the fastest of three runs, in seconds, with what starting the compiler takes */
async function typeCheck(): Promise<number> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    const startedAt = performance.now()
    await promisify(execFile)(process.execPath, [tsc, '-p', `${folder}bundle`])
    times.push((performance.now() - startedAt) / 1_000)
  }
  return Math.min(...times)
}
