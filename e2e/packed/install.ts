import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from '@chime/testing/packed'
import type { TestProject } from 'vitest/node'
import { run } from './run.ts'
import { versions } from './versions.ts'

/** Folders of apps outside of the repository, in which our packages are installed. */
export type Apps = {
  /** With React 19, and all compilers and bundlers. */
  react19: string
  /** With React 18.3, and nothing else. */
  react18: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Null without a network: what apps need beside our packages cannot be had. */
    apps: Apps | null
  }
}

const templates = join(import.meta.dirname, 'apps')
const noNetwork = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED/

/** Packs our packages and installs them as a user would, once for all tests. */
export default async function install(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chime-apps-'))
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  const tarballs = await packPackages(folder, ['@chime/protocol', '@chime/client', '@chime/ui'])
  const { react, react18, node, typescript, bundlers, next } = versions
  const apps: Apps = { react19: join(folder, 'react19'), react18: join(folder, 'react18') }
  const outputs = [
    await installApp(apps.react19, { ...tarballs, ...react, ...node, ...typescript, ...bundlers, ...next }),
    await installApp(apps.react18, { ...tarballs, ...react18 }),
  ]
  const failed = outputs.find((output) => output !== '')
  if (failed && !noNetwork.test(failed)) throw new Error(failed)
  if (failed) console.log('The packed apps are left out: the npm registry cannot be reached.')
  project.provide('apps', failed ? null : apps)
  return remove
}

/** @returns what npm said, if it failed */
async function installApp(folder: string, packages: Record<string, string>): Promise<string> {
  await mkdir(folder)
  const dependencies = Object.fromEntries(
    Object.entries(packages).map(([name, version]) => [name, version.startsWith('/') ? `file:${version}` : version]),
  )
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'outside', private: true, type: 'module', dependencies }),
  )
  await cp(templates, folder, { recursive: true })
  const { code, output } = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], folder)
  return code === 0 ? '' : output
}
