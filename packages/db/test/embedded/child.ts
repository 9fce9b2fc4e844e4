import { startEmbeddedPostgres } from '../../src/embedded/embedded.ts'
import { silent } from '../fixture.ts'

// A process of its own that starts a server in the given folder, and that a test can kill.

const [dataDir = ''] = process.argv.slice(2)
try {
  const { url, pid, reused } = await startEmbeddedPostgres({ dataDir, log: silent })
  console.log(JSON.stringify({ url, pid, reused }))
  process.stdin.resume()
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
}
