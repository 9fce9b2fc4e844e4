import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const use = (name: string, from: string) => `import { ${name} } from '${from}'\n\nexport const x = ${name}()\n`
const restricted = 'lint/style/noRestrictedImports'

/** A file in a copy of the workspace, its text, and the rule that must report it. */
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
  ['packages/ui/src/user/a.ts', use('useMe', '@chime/client/react'), restricted],
  ['packages/ui/src/connected/a.ts', use('open', '@chime/api'), restricted],
  ['packages/ui/src/b.ts', use('Thread', './connected/thread/thread.tsx'), 'plugin'],
  ['packages/ui/src/user/b.ts', use('Thread', '../connected/index.ts'), 'plugin'],
  ['packages/ui/src/user/c.ts', `export { Thread } from '../connected/index.ts'\n`, 'plugin'],
  ['packages/ui/src/user/d.ts', `export const load = () => import('../connected/index.ts')\n`, 'plugin'],
  ['apps/server/src/a.ts', use('chat', '@chime/client'), restricted],
  ['apps/web/src/a.ts', use('open', '@chime/testing/postgres'), restricted],
  ['packages/api/src/channel/b.ts', use('userRouter', '../user/router.ts'), 'plugin'],
  ['packages/api/src/channel/deep/b.ts', use('userRouter', '../../user/router.ts'), 'plugin'],
  ['packages/db/src/b.ts', use('text', '../../protocol/src/text.ts'), 'plugin'],
  ['packages/api/src/user/b.ts', use('text', '../../../protocol/src/text.ts'), 'plugin'],
  ['apps/server/src/b.ts', use('text', '../../../packages/protocol/src/text.ts'), 'plugin'],
  ['packages/db/test/a.ts', use('text', '../../protocol/src/text.ts'), 'plugin'],
  ['packages/db/test/b.ts', use('startNode', '@chime/server'), restricted],
  ['packages/db/src/tools.ts', use('startRedis', '@chime/testing/redis'), 'plugin'],
  ['apps/server/src/tools.ts', use('startRedis', '@chime/testing/redis'), 'plugin'],
  [
    'packages/client/src/c.ts',
    `import type { AppRouter } from '@chime/api'\n\nexport type Router = AppRouter\n`,
    restricted,
  ],
  ['packages/client/src/d.ts', `export { send } from '@chime/api'\n`, restricted],
  ['apps/web/src/b.ts', `export const api = await import('@chime/api')\n`, restricted],
  ['packages/api/src/c.ts', 'export const port = process.env.PORT\n', 'lint/style/noProcessEnv'],
  ['apps/web/src/c.tsx', 'export const port = process.env.PORT\n', 'lint/style/noProcessEnv'],
  ['packages/db/src/c.ts', 'export const f = (x: any) => x\n', 'lint/suspicious/noExplicitAny'],
  ['packages/db/src/d.ts', 'export const f = (x: string | null) => x!.length\n', 'lint/style/noNonNullAssertion'],
  ['packages/db/src/e.ts', 'export enum Role {\n  Owner,\n}\n', 'lint/style/noEnum'],
  [
    'packages/db/src/circle-a.ts',
    `import type { B } from './circle-b.ts'\n\nexport type A = { b: B | null }\n`,
    'lint/suspicious/noImportCycles',
  ],
  [
    'packages/db/src/circle-b.ts',
    `import type { A } from './circle-a.ts'\n\nexport type B = { a: A | null }\n`,
    'lint/suspicious/noImportCycles',
  ],
  ['packages/db/src/f.ts', use('z', 'left-pad'), 'lint/correctness/noUndeclaredDependencies'],
  [
    'packages/db/src/g.test.ts',
    `import { test } from 'vitest'\n\ntest.only('a', () => {})\n`,
    'lint/suspicious/noFocusedTests',
  ],
]

const accepted: [path: string, text: string][] = [
  ['packages/client/src/ok.ts', use('text', '@chime/protocol')],
  ['packages/api/src/router.ts', use('userRouter', './user/router.ts')],
  ['packages/api/src/channel/ok.ts', use('getUser', '../user/get.ts')],
  ['packages/api/src/user/ok.ts', use('openDatabase', '@chime/db')],
  ['packages/api/src/message/ok.ts', use('cleanName', '@chime/files')],
  ['packages/db/test/ok.ts', use('text', '../src/text.ts')],
  ['packages/db/test/deep/ok.ts', use('startTestServer', '@chime/testing/postgres')],
  ['packages/db/src/ok.ts', use('text', '@chime/protocol')],
  ['packages/ui/src/connected/user/ok.ts', use('hooks', '@chime/client/react')],
  ['packages/ui/src/connected/user/ok-too.ts', use('host', '../provider/host.tsx')],
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
