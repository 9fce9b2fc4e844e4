import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { run } from './run.ts'
import { test } from './test.ts'

const strict = {
  target: 'es2022',
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  noEmit: true,
  jsx: 'react-jsx',
}
const modules = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}
const places = {
  'a browser': { options: { lib: ['es2022', 'dom', 'dom.iterable'], types: [] }, files: ['chat.ts', 'browser.tsx'] },
  'Node without DOM': { options: { lib: ['es2022'], types: ['node'] }, files: ['chat.ts', 'node.ts'] },
}
const compilers = { '5.9': 'typescript5', '7': 'typescript' }

const keys = <T extends object>(record: T) => Object.keys(record) as (keyof T)[]
const asked = keys(compilers).flatMap((version) =>
  keys(modules).flatMap((module) => keys(places).map((place) => ({ version, module, place }))),
)
/** The older compiler takes ten times as long, so `npm test` asks it only once. */
const some = asked.filter(({ version, module, place }) => version === '7' || module + place === 'nodenexta browser')

test.for(process.env.PACKED_APPS === 'all' ? asked : some)(
  'an app for $place compiles with TypeScript $version, module $module',
  async ({ version, module, place }, { apps }) => {
    const { options, files } = places[place]
    const folder = join(apps.react19, 'types')
    const config = `tsconfig.${version}.${module}.${place.replaceAll(' ', '-')}.json`
    const compilerOptions = { ...strict, ...modules[module], ...options }
    await writeFile(join(folder, config), JSON.stringify({ compilerOptions, files }))
    const tsc = join(apps.react19, 'node_modules', compilers[version], 'bin/tsc')
    expect(await run(process.execPath, [tsc, '-p', config], folder)).toEqual({ code: 0, output: '' })
  },
)

test('a field of the wire that gets another name breaks the app', async ({ apps }) => {
  const folder = join(apps.react19, 'renamed')
  const packages = join(folder, 'node_modules/@chime')
  await cp(join(apps.react19, 'node_modules/@chime'), packages, { recursive: true })
  await cp(join(apps.react19, 'types'), folder, { recursive: true })
  const declarations = join(packages, 'protocol/dist/message.d.ts')
  const before = await readFile(declarations, 'utf8')
  await writeFile(declarations, before.replaceAll('replyTo', 'answerTo'))
  const compilerOptions = { ...strict, ...modules.nodenext, lib: ['es2022', 'dom'], types: [], skipLibCheck: true }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['chat.ts'] }))
  const tsc = join(apps.react19, 'node_modules/typescript/bin/tsc')
  const { code, output } = await run(process.execPath, [tsc, '-p', folder], folder)
  expect(code).not.toBe(0)
  expect(output).toContain("Property 'replyTo' does not exist on type 'Message'")
})
