// npm run sbom [-- <file>]: a bill of materials (CycloneDX) of what is installed in production, to a file or to the
// terminal.
import { writeFileSync } from 'node:fs'
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { makeSbom } = await import('./supply/sbom.js')
  const [file] = process.argv.slice(2)
  const json = await makeSbom()
  if (file) writeFileSync(file, json)
  else process.stdout.write(json)
}
