import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../launch/say.js'
import { refusedLicences } from './licences.js'
import { inProduction, readLock, withoutDevelopment } from './lock.js'
import { inexactVersions } from './versions.js'

const run = promisify(execFile)

describe('versions', () => {
  it('are exact, of overrides and other names too, and those of peers are not looked at', () => {
    const exact = { a: '1.2.3', b: '1.0.0-beta.1', c: 'npm:@scope/other@4.5.6' }
    expect(inexactVersions([['package.json', { dependencies: exact, overrides: { d: { e: '1.0.0' } } }]])).toEqual([])
    expect(inexactVersions([['package.json', { peerDependencies: { react: '>=18' } }]])).toEqual([])
  })

  it.each([
    '^1.2.3',
    '~1.2.3',
    '1.2',
    '*',
    '',
    'latest',
    '>=1.0.0',
    '1.x',
    'git+https://example.com/a.git',
    'file:../a',
  ])('such as %j are not', (version) => {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'])
      expect(inexactVersions([['a/package.json', { [kind]: { b: version } }]])).toEqual([
        `a/package.json: ${kind}: b ${version}`,
      ])
  })
})

describe('licences', () => {
  const refused = (license?: string, name = 'a') =>
    refusedLicences([{ name, version: '3.0.3', ...(license !== undefined && { license }) }])

  it.each(['MIT', '(MIT OR CC0-1.0)', 'GPL-3.0-only OR MIT', 'Apache-2.0 AND LGPL-3.0-or-later AND MIT'])(
    'such as %s are allowed',
    (license) => expect(refused(license)).toEqual([]),
  )

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-3.0-only',
    'UNLICENSED',
    'SEE LICENSE IN a',
    'BUSL-1.1',
    '',
  ])('such as %j are not', (license) => expect(refused(license)).toEqual([`a@3.0.3: ${license}`]))

  it('that a package does not name must have been read by somebody', () => {
    expect(refused()).toEqual(['a@3.0.3: names no licence'])
    expect(refused(undefined, 'combine-errors')).toEqual([])
  })
})

/** Those fields of CycloneDX 1.5 that are used here. */
type Bom = {
  bomFormat: string
  specVersion: string
  serialNumber: string
  metadata: { component: { name: string; type: string } }
  components: {
    'bom-ref': string
    type: string
    name: string
    version: string
    purl: string
    hashes?: { alg: string; content: string }[]
    licenses?: unknown[]
  }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

describe('the bill of materials', () => {
  it('is CycloneDX and holds every package that production installs, with its hash', async () => {
    const { stdout: json } = await run(process.execPath, ['scripts/sbom.js'], { cwd: root, maxBuffer: 2 ** 26 })
    const bom: Bom = JSON.parse(json)
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/) })
    expect(bom.serialNumber).toMatch(/^urn:uuid:[\da-f-]{36}$/)
    expect(bom.metadata.component).toMatchObject({ name: 'chime', type: 'application' })

    const refs = bom.components.map((component) => component['bom-ref'])
    expect(new Set(refs).size).toBe(refs.length)
    for (const { type, name, version, purl } of bom.components) {
      expect(type, name).toBe('library')
      // npm names our own packages after their folders, and only their purl in full.
      expect(purl, name).toMatch(/^pkg:npm\//)
      expect(purl.endsWith(`${name.replace('@', '%40')}@${version}`), purl).toBe(true)
    }
    const known = new Set([...refs, 'chime@0.1.0'])
    for (const { ref, dependsOn } of bom.dependencies)
      for (const one of [ref, ...dependsOn]) expect(known.has(one), one).toBe(true)

    const listed = new Map(bom.components.map((component) => [`${component.name}@${component.version}`, component]))
    const shipped = inProduction(readLock())
    expect(shipped.length).toBeGreaterThan(300)
    for (const { name, version, license, path } of shipped) {
      const component = listed.get(`${name}@${version}`)
      expect(component, path).toBeDefined()
      expect(component?.hashes?.[0]?.content, path).toMatch(/^[\da-f]{128}$/)
      if (license !== undefined) expect(component?.licenses, path).toHaveLength(1)
    }
    // Nothing that only serves development, and nothing of the machine on which it was made.
    expect([...listed.keys()].filter((name) => /^(vitest|knip|fast-check)@/.test(name))).toEqual([])
    expect(json).not.toContain(root)
  })

  it('is made of a lock file without development', () => {
    const lock = {
      name: 'chime',
      lockfileVersion: 3,
      packages: {
        '': { version: '1.0.0', devDependencies: { b: '1.0.0' } },
        'node_modules/a': { version: '1.0.0', license: 'MIT' },
        'node_modules/b': { version: '1.0.0', dev: true },
        'node_modules/c': { version: '1.0.0', devOptional: true },
        'node_modules/d': { name: 'e', version: '2.0.0' },
        'node_modules/@chime/api': { link: true },
      },
    }
    expect(inProduction(lock).map(({ name }) => name)).toEqual(['a', 'e'])
    expect(withoutDevelopment(lock).packages).toEqual({
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/d': { name: 'e', version: '2.0.0' },
      'node_modules/@chime/api': { link: true },
    })
  })
})

describe('the check', () => {
  /** As where no registry answers: nothing listens at this address. */
  const away = { ...process.env, npm_config_registry: 'http://127.0.0.1:9' }
  const check = async (...args: string[]) => {
    try {
      const { stdout, stderr } = await run(process.execPath, ['scripts/check-supply.js', ...args], {
        cwd: root,
        env: away,
      })
      return { code: 0, output: stdout + stderr }
    } catch (error) {
      if (!(error instanceof Error && 'stderr' in error && 'code' in error)) throw error
      return { code: error.code, output: String(error.stderr) }
    }
  }

  it('says that advisories were not checked where no registry answers, and names no host', async () => {
    const { code, output } = await check()
    expect(output).toContain('advisories: NOT CHECKED: ')
    expect(output).not.toMatch(/https?:|127\.0\.0\.1/)
    expect(code).toBe(0)
    expect(await check('--must-ask')).toMatchObject({ code: 1 })
  })
})
