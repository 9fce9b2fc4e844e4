import { join } from 'node:path'
import { ensureBuilt } from './built.js'
import { runCommand } from './command.js'
import { root } from './say.js'

/** @param {Record<string, string>} more */
export const nextEnv = (more) => ({ ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...more })

export const nextProgram = join(root, 'node_modules/next/dist/bin/next')

/** Brings `apps/web/.next` up to date with its sources. If the build fails, it ends this process with a message. */
export const ensureWebBuilt = () =>
  ensureBuilt({
    name: 'the web app',
    // packages/api is not among them: the web app takes only types from it, and a build does not read types.
    sources: ['apps/web', 'packages/ui', 'packages/client', 'packages/protocol'],
    stampFile: 'apps/web/.next/chime-build',
    build: () =>
      runCommand(process.execPath, [nextProgram, 'build'], {
        cwd: join(root, 'apps/web'),
        env: nextEnv({ NODE_ENV: 'production' }),
        quiet: true,
      }),
  })
