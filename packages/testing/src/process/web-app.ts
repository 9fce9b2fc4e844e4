import { join } from 'node:path'
import { answers, type Program, root, startProgram } from './program.ts'

/** Runs the built web app. It must have been built; `npm test` does that. */
export function startWebApp(options: { port: number; serverUrl: string }): Promise<Program> {
  const { port, serverUrl } = options
  const next = join(root, 'node_modules/next/dist/bin/next')
  return startProgram([next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: join(root, 'apps/web'),
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', SERVER_URL: serverUrl },
    ready: () => answers(`http://127.0.0.1:${port}/icon.svg`),
  })
}
