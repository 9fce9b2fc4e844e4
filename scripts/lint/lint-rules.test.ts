import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const use = (name: string, from: string) => `import { ${name} } from '${from}'\n\nexport const x = ${name}()\n`
const restricted = 'lint/style/noRestrictedImports'

/** File (in a copy of the workspace layout) → its text → the rule that must be red there. */
const refused: [path: string, text: string, rule: string][] = [
  ['packages/protocol/src/a.ts', use('open', '@chime/db'), restricted],
  ['packages/db/src/a.ts', use('hub', '@chime/realtime'), restricted],
  ['packages/realtime/src/a.ts', use('open', '@chime/db'), restricted],
  ['packages/files/src/a.ts', use('open', '@chime/db'), restricted],
  ['packages/api/src/a.ts', use('main', '@chime/server'), restricted],
  ['packages/api/src/channel/a.ts', use('chat', '@chime/client'), restricted],
  ['packages/client/src/a.ts', use('open', '@chime/db'), restricted],
  ['packages/client/src/b.ts', use('Button', '@chime/ui'), restricted],
  ['packages/ui/src/a.ts', use('chat', '@chime/client'), restricted],
  ['apps/server/src/a.ts', use('chat', '@chime/client'), restricted],
  ['apps/web/src/a.ts', use('open', '@chime/db/testing'), restricted],
  ['packages/api/src/channel/b.ts', use('userRouter', '../user/router.ts'), restricted],
  ['packages/api/src/channel/deep/b.ts', use('userRouter', '../../user/router.ts'), restricted],
  ['packages/db/src/b.ts', use('text', '../../protocol/src/text.ts'), restricted],
  ['packages/api/src/user/b.ts', use('text', '../../../protocol/src/text.ts'), restricted],
  ['apps/server/src/b.ts', use('text', '../../../packages/protocol/src/text.ts'), restricted],
  ['packages/client/src/c.ts', use('send', '@chime/api'), 'plugin'],
  ['packages/client/src/d.ts', `export { send } from '@chime/api'\n`, 'plugin'],
  ['apps/web/src/b.ts', `export const api = await import('@chime/api')\n`, 'plugin'],
  ['packages/api/src/c.ts', 'export const port = process.env.PORT\n', 'lint/style/noProcessEnv'],
  ['apps/web/src/c.tsx', 'export const port = process.env.PORT\n', 'lint/style/noProcessEnv'],
  ['packages/db/src/c.ts', 'export const f = (x: any) => x\n', 'lint/suspicious/noExplicitAny'],
  ['packages/db/src/d.ts', 'export const f = (x: string | null) => x!.length\n', 'lint/style/noNonNullAssertion'],
  ['packages/db/src/e.ts', 'export enum Role {\n  Owner,\n}\n', 'lint/style/noEnum'],
  ['packages/db/src/f.ts', use('z', 'left-pad'), 'lint/correctness/noUndeclaredDependencies'],
  [
    'packages/db/src/g.test.ts',
    `import { test } from 'vitest'\n\ntest.only('a', () => {})\n`,
    'lint/suspicious/noFocusedTests',
  ],
]

const accepted: [path: string, text: string][] = [
  ['packages/client/src/ok.ts', `import type { AppRouter } from '@chime/api'\n\nexport type Router = AppRouter\n`],
  ['packages/api/src/router.ts', use('userRouter', './user/router.ts')],
  ['packages/api/src/channel/ok.ts', use('getUser', '../user/get.ts')],
  ['packages/api/src/user/ok.ts', use('openDatabase', '@chime/db')],
  ['packages/api/src/message/ok.ts', use('cleanName', '@chime/files')],
  ['packages/db/src/ok.ts', use('text', '@chime/protocol')],
  ['apps/server/src/config.ts', 'export const port = process.env.PORT\n'],
  ['apps/web/src/env.ts', 'export const port = process.env.PORT\n'],
  ['apps/web/env.ts', 'export const port = process.env.PORT\n'],
]

type Report = { diagnostics: { category: string; location: { path: string | { file: string } } }[] }

const folder = mkdtempSync(join(tmpdir(), 'chime-lint-'))
const found = new Map<string, string[]>()

beforeAll(() => {
  const copied = ['biome.json', '.gitignore', 'package.json', 'scripts/lint']
  for (const path of [...copied, ...globSync('{apps,packages}/*/package.json', { cwd: root })])
    cpSync(join(root, path), join(folder, path), { recursive: true })
  for (const [path, text] of [...refused, ...accepted]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  execFileSync('git', ['init', '-q'], { cwd: folder })
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['lint', '--reporter=json', '--max-diagnostics=none', '.']
  const { stdout } = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8' })
  const report: Report = JSON.parse(stdout)
  for (const { category, location } of report.diagnostics) {
    const path = typeof location.path === 'string' ? location.path : location.path.file
    found.set(path, [...(found.get(path) ?? []), category])
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('lint refuses', () => {
  test.each(refused)('$0: $2', (path, _text, rule) => {
    expect(existsSync(join(folder, path))).toBe(true)
    expect(found.get(path) ?? []).toContain(rule)
  })
})

describe('lint accepts', () => {
  test.each(accepted)('%s', (path) => {
    expect(found.get(path) ?? []).toEqual([])
  })
})
