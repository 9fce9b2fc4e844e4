import { say } from '../launch/say.js'

/**
 * The database server that all tests share: the one at TEST_DATABASE_URL, or an embedded one for this run.
 *
 * @returns {Promise<import('./run.js').Service>}
 */
export async function startPostgres() {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    say('Postgres: at TEST_DATABASE_URL')
    return { env: { TEST_DATABASE_URL: given }, stop: async () => {} }
  }
  const { startTestServer } = await import('@chime/db/testing')
  const server = await startTestServer()
  say('Postgres: embedded')
  return { env: { TEST_DATABASE_URL: server.url }, stop: () => server.stop() }
}
