import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from '@chime/testing/process/program'
import { describe, expect, test } from 'vitest'
import { brokenBuild, brokenPreload, brokenVariable, refuseWhereGone } from './broken-build.ts'
import { mutations } from './mutations.ts'

const run = promisify(execFile)

/** Loads a module in a process of its own, as a node or a worker would. */
const load = (file: string, broken: string) =>
  run(process.execPath, ['--import', brokenPreload, '--input-type=module', '-e', `await import('${root}${file}')`], {
    cwd: root,
    env: { ...process.env, [brokenVariable]: broken },
  })

test('for each promise there is a broken build', () => {
  const promises = new Set(mutations.flatMap((mutation) => mutation.promises))
  expect([...promises].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
    Array.from({ length: 12 }, (_, i) => `D${i + 1}`),
  )
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length)
})

describe.each(mutations)('the broken build "$name"', ({ name, edits }) => {
  test('finds its places in the source, and what it makes of them can be loaded', async () => {
    const { env, imports } = brokenBuild(name)
    expect(env).toEqual({ [brokenVariable]: name })
    expect(imports.map((each) => fileURLToPath(each))).toHaveLength(1)
    for (const file of new Set(edits.map((edit) => edit.file))) await load(file, name)
  })
})

test('a place that is gone, or is there twice, ends the process and does not pass for a run', async () => {
  const edit = { file: 'some/file.ts', find: 'gone', replace: '' }
  expect(() => refuseWhereGone(edit, 'nothing')).toThrow('some/file.ts has 0 times, not once: gone')
  expect(() => refuseWhereGone(edit, 'gone and gone')).toThrow('2 times')
  await expect(load('packages/client/src/index.ts', 'no such build')).rejects.toThrow('There is no broken build')
})

test('the source is changed where it is loaded', async () => {
  const script = `
    const { applyToWindow, windowOf } = await import('${root}packages/client/src/state/window.ts')
    const window = windowOf({ messages: [], revision: 1, hasBefore: false, hasAfter: false })
    const step = { after: 5, revision: 6, messages: [], members: [], channel: null }
    console.log(JSON.stringify(applyToWindow(window, step)))`
  const args = ['--import', brokenPreload, '--input-type=module', '-e', script]
  const right = await run(process.execPath, args, { cwd: root })
  expect(right.stdout).toBe('"gap"\n')
  const env = { ...process.env, [brokenVariable]: 'gap-shown-as-whole' }
  const broken = await run(process.execPath, args, { cwd: root, env })
  expect(JSON.parse(broken.stdout)).toMatchObject({ known: 6 })
})
