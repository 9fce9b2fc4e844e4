// npm sometimes writes a lock file without the optional packages of other platforms. Then `npm ci` fails on those
// platforms with "Missing: …". This script lists every optional dependency that a package in the lock file names but
// that has no entry of its own.
import { readFileSync } from 'node:fs'

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const missing = []
for (const [path, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    let base = path
    let found = false
    for (;;) {
      if (packages[`${base ? `${base}/` : ''}node_modules/${name}`]) found = true
      if (found || base === '') break
      base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : ''
    }
    if (!found) missing.push(`${name} (wanted by ${path || 'the root'})`)
  }
}
if (missing.length > 0) {
  console.error(`package-lock.json is incomplete:\n  ${missing.join('\n  ')}`)
  process.exit(1)
}
console.log('package-lock.json holds every optional package')
