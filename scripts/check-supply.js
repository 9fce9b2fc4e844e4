// Checks what comes from others: exact versions, licences, and known advisories. With --must-ask it also fails when the
// registry does not say whether there are any, as before a release.
import { readFileSync } from 'node:fs'
import { runCommand } from './launch/command.js'
import { npmCommand } from './launch/npm.js'
import { root, say } from './launch/say.js'
import { readAudit, readExceptions } from './supply/advisories.js'
import { refusedLicences } from './supply/licences.js'
import { inProduction, readLock } from './supply/lock.js'
import { inexactVersions, readManifests } from './supply/versions.js'

let isGood = true

/** @param {string} good what to say when there is no problem @param {string} bad @param {string[]} problems */
function judge(good, bad, problems) {
  if (problems.length === 0) return say(good)
  isGood = false
  console.error(`${bad}:\n  ${problems.join('\n  ')}`)
}

const manifests = readManifests()
judge(`versions: exact in ${manifests.length} package.json`, 'versions that are not exact', inexactVersions(manifests))

const shipped = inProduction(readLock())
judge(`licences: ${shipped.length} packages, all allowed`, 'licences that are not allowed', refusedLicences(shipped))

const exceptions = readExceptions(JSON.parse(readFileSync(new URL('supply/exceptions.json', import.meta.url), 'utf8')))
const { command, first, shell } = npmCommand()
const options = [
  'audit',
  '--json',
  '--package-lock-only',
  '--loglevel=silent',
  '--fetch-retries=0',
  '--fetch-timeout=20000',
]
const { output } = await runCommand(command, [...first, ...options], { cwd: root, shell, quiet: true })
const audit = readAudit(output, exceptions, new Date())
if (audit.checked) {
  const { found, excepted, expired, idle } = audit
  for (const { advisory, package: name } of excepted) say(`advisories: ${name}: ${advisory} is excepted`)
  for (const { advisory } of idle) say(`advisories: nothing needs the exception for ${advisory} any more`)
  const over = new Set(expired.map(({ advisory }) => advisory))
  judge(
    'advisories: none that is not excepted',
    'advisories',
    found.map(
      ({ advisory, package: name, severity, title }) =>
        `${name}: ${severity}: ${title} (${advisory}${over.has(advisory) ? ', its exception is over' : ''})`,
    ),
  )
} else {
  console.error(`advisories: NOT CHECKED: ${audit.why}`)
  if (process.argv.includes('--must-ask')) isGood = false
}
process.exit(isGood ? 0 : 1)
