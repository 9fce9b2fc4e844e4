// Run by npm after it has packed a package.
import { release } from './hold.js'

// `npm publish` reads the manifest once more and sends it to the registry. It is given back when npm has ended.
if (process.env.npm_command !== 'publish') await release()
process.exit()
