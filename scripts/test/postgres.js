import { say } from '../launch/say.js'

/**
 * Starts the database server that all tests share: an embedded one for this run. If TEST_DATABASE_URL is set, that one
 * is used instead.
 *
 * @returns {Promise<import('./run.js').Service>}
 */
export async function startPostgres() {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    say('Postgres: at TEST_DATABASE_URL')
    return { env: { TEST_DATABASE_URL: given }, stop: async () => {} }
  }
  const { startTestServer } = await import('@chime/testing/postgres')
  const server = await startTestServer()
  say('Postgres: embedded')
  return { env: { TEST_DATABASE_URL: server.url }, stop: () => server.stop() }
}
