import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seeded } from '@chime/testing/random'
import type pg from 'pg'

const messages = 520
const characters = 8_000
const firstCharacter = 0x4e00
const kinds = 2_000

/** Fills a channel with the longest messages there can be, in a script without spaces. */
export async function addLongMessages(pool: pg.Pool, channelId: string, authorId: string): Promise<void> {
  const { next: random } = seeded(7)
  const contents = Array.from({ length: messages }, () =>
    Array.from({ length: characters }, (_, i) =>
      // Every tenth character is the same: the one that is searched for.
      i % 10 === 0 ? '的' : String.fromCharCode(firstCharacter + Math.floor(random() * kinds)),
    ).join(''),
  )
  await pool.query(
    `insert into messages (channel_id, number, revision, counted, user_id, client_id, content)
     select $1, n, c.revision + n, n, $2, gen_random_uuid(), content
     from unnest($3::text[]) with ordinality as t (content, n), channels c where c.id = $1`,
    [channelId, authorId, contents],
  )
  await pool.query(
    `update channels set last_number = $2, counted = $2, revision = revision + $2, changed_revision = revision where id = $1`,
    [channelId, messages],
  )
}

/** Stands in for the web app. As Next does, it never answers an upgrade that it does not know. */
export async function startSilentWeb(): Promise<{ url: string; stop(): void }> {
  const server = createServer((_req, res) => res.end('a page'))
  server.on('upgrade', (_req, socket) => socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
