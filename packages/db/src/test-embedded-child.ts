import { startEmbeddedPostgres } from './embedded.ts'
import { silent } from './test-data.ts'

// For embedded.test.ts: a process that starts the server in the folder it is given, and then can be killed.

const [dataDir = ''] = process.argv.slice(2)
try {
  const { url, pid, reused } = await startEmbeddedPostgres({ dataDir, log: silent })
  console.log(JSON.stringify({ url, pid, reused }))
  process.stdin.resume()
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
}
