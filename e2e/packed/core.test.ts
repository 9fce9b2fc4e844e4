import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import { run } from './run.ts'
import { test } from './test.ts'

// Workers and React Native cannot be had here, so the rule is tested: what the core needs of its runtime it looks for
// when it is used, and not while it is loaded.
test.for(['@chime/client', '@chime/protocol'])(
  '%s loads where there is nothing but JavaScript',
  async (name, { apps }) => {
    const file = join(apps.react19, `${name.slice(7)}.js`)
    const esbuild = join(apps.react19, 'node_modules/.bin/esbuild')
    // The upload protocol is loaded when it is first used, and chooses its entry by the bundler's platform.
    const options = [
      '--bundle',
      '--platform=neutral',
      '--main-fields=module,main',
      '--format=iife',
      '--global-name=it',
      '--external:tus-js-client',
    ]
    const stdin = `export * from '${name}'`
    const entry = join(apps.react19, 'core.mjs')
    const built = await run(
      process.execPath,
      ['-e', `fs.writeFileSync('core.mjs', ${JSON.stringify(stdin)})`],
      apps.react19,
    )
    expect(built.code).toBe(0)
    expect(await run(esbuild, [entry, ...options, `--outfile=${file}`, '--log-level=warning'], apps.react19)).toEqual({
      code: 0,
      output: '',
    })
    const names = runInNewContext(`${await readFile(file, 'utf8')}; Object.keys(it)`)
    expect(names.length).toBeGreaterThan(5)
  },
)
