// npm start: installs what is missing, builds what has changed, starts everything and prints one URL.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { readPlace, refuseBadPlace } from './launch/place.js'

checkSystemNode()
const place = readPlace()
await refuseBadPlace(place)
await ensureInstalled()
if (onNode24()) {
  const { run } = await import('./launch/run.js')
  await run(place)
}
