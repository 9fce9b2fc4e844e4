/** A place in the source, and what stands there in the broken build. */
export type Edit = {
  /** From the root of the repository. */
  file: string
  /** Stands there exactly once, or the mutation is refused. */
  find: string
  replace: string
}

/** A build that breaks a promise on purpose: a run against it has to turn that promise red. */
export type Mutation = {
  name: string
  /** Each of these must turn red. Others may: what breaks one promise often breaks more. */
  promises: readonly string[]
  /** Whose program is broken: start only those with the preload, or all, which does no harm. */
  process: 'node' | 'client'
  edits: readonly Edit[]
  /** What makes it show. */
  shownBy: string
  /** How long a run must last to show it, in seconds of load, at some 50 sends a second. */
  seconds: number
}

const messageLog = 'packages/db/src/message-log'

export const mutations: readonly Mutation[] = [
  {
    name: 'acknowledged-not-committed',
    promises: ['D1'],
    process: 'node',
    edits: [
      {
        file: `${messageLog}/append-messages.ts`,
        find: 'await pool.query<Row>({',
        replace: `await (async (query: pg.QueryConfig) => {
          const client = await pool.connect()
          try {
            await client.query('begin')
            const answer = await client.query<Row>(query)
            await client.query(Math.random() < 0.1 ? 'rollback' : 'commit')
            return answer
          } finally {
            client.release()
          }
        })({`,
      },
    ],
    shownBy: 'sends: one batch in ten is answered and rolled back',
    seconds: 2,
  },
  {
    name: 'refused-and-delivered',
    promises: ['D2'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/message/router.ts',
        find: '.mutation(({ ctx, input }) => send(ctx, input))',
        replace: `.mutation(async ({ ctx, input }) => {
          const message = await send(ctx, input)
          if (message.number % 20 === 0) throw new (await import('../errors.ts')).Refusal('FORBIDDEN', 'broken')
          return message
        })`,
      },
    ],
    shownBy: 'sends: one in twenty is refused after it was stored',
    seconds: 2,
  },
  {
    name: 'event-with-other-words',
    promises: ['D3'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/message/publish.ts',
        find: 'message: toMessage(row)',
        replace: "message: { ...toMessage(row), content: row.number % 20 === 0 ? row.content + '!' : row.content }",
      },
    ],
    shownBy: 'sends to anybody who listens',
    seconds: 2,
  },
  {
    name: 'number-skipped',
    promises: ['D4'],
    process: 'node',
    edits: [
      {
        file: `${messageLog}/append-messages.ts`,
        find: 'const outcomes: Outcome[] = []',
        replace: `if (Math.random() < 0.05) {
          const skip = 'update channels set last_number = last_number + 1 where id = $1'
          await pool.query(skip, [batch[0]?.channelId]).catch(() => {})
        }
        const outcomes: Outcome[] = []`,
      },
    ],
    shownBy: 'sends: one batch in twenty',
    seconds: 2,
  },
  {
    name: 'retry-is-new',
    promises: ['D5'],
    process: 'node',
    edits: [
      {
        file: 'packages/db/src/migrate.ts',
        find: 'await installFunctions(client, functions)',
        replace: `await installFunctions(client, functions)
        const { rows } = await client.query("select pg_get_functiondef('append_messages'::regproc) as text")
        const broken = rows[0].text.replace("when known.number is not null then 'duplicate'", "when false then 'duplicate'")
        await client.query(broken)
        await client.query('alter table messages drop constraint if exists messages_client_key')
        const again = await client.query("select pg_get_functiondef('append_messages'::regproc) as text")
        if (!again.rows[0].text.includes("when false then 'duplicate'")) throw new Error('append_messages is not broken')`,
      },
    ],
    shownBy: 'retries of what was acknowledged, at the same or another node',
    seconds: 2,
  },
  {
    name: 'gap-shown-as-whole',
    promises: ['D6'],
    process: 'client',
    edits: [
      {
        file: 'packages/client/src/state/window.ts',
        find: 'delta.after > window.known',
        replace: 'false',
      },
      {
        file: 'packages/client/src/state/window.ts',
        find: 'return firstRun(all).length === all.length ? all : null',
        replace: 'return all',
      },
    ],
    shownBy: 'a client (not the stock one) that connects again while others write',
    seconds: 8,
  },
  {
    name: 'nothing-repaired',
    promises: ['D7'],
    process: 'node',
    edits: [
      {
        file: 'packages/realtime/src/bus/redis.ts',
        find: 'await publisher.publish(prefix + publication.topic, encode(publication))',
        replace: 'if (Math.random() < 0.95) await publisher.publish(prefix + publication.topic, encode(publication))',
      },
      {
        file: 'packages/realtime/src/hub/create-hub.ts',
        find: 'if (running === null) runAudit()',
        replace: '',
      },
      {
        file: 'packages/realtime/src/hub/gap-repair.ts',
        find: 'if (this.#isDue()) void this.#read()',
        replace: '',
      },
    ],
    shownBy: 'sends: one publication in twenty is lost, and nobody looks',
    seconds: 3,
  },
  {
    name: 'batch-backwards',
    promises: ['D8'],
    process: 'node',
    edits: [
      {
        file: `${messageLog}/batch-queue.ts`,
        find: 'return queue.splice(0, count)',
        replace: 'return queue.splice(0, count).reverse()',
      },
    ],
    shownBy: 'several sends of one socket at once to one channel (by a client that tells its frames)',
    seconds: 3,
  },
  {
    name: 'edit-without-revision',
    promises: ['D9'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/message/change.ts',
        find: '.set({ ...set, revision })',
        replace: '.set({ ...set, revision: set.content === undefined ? revision : message.revision })',
      },
    ],
    shownBy: 'edits of messages that a client holds that lives on',
    seconds: 3,
  },
  {
    name: 'removed-and-still-told',
    promises: ['D10'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/member/end-membership.ts',
        find: '{ removed: [userId] }',
        replace: '{}',
      },
      {
        file: 'packages/api/src/event/publish.ts',
        find: "const left = events.flatMap((each) => (each.type === 'left' ? [each.channelId] : []))",
        replace: 'const left: string[] = []',
      },
    ],
    shownBy: 'a removal or leave from a group in which others go on writing, for 3 s',
    seconds: 6,
  },
  {
    name: 'session-never-ends',
    promises: ['D10'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/event/publish.ts',
        find: "  events: '',\n  endedSessions,\n",
        replace: "  events: '',\n",
      },
      {
        file: 'packages/realtime/src/hub/audit.ts',
        find: 'await Promise.all([compareHeads(targets, context), endSessions(targets, context)])',
        replace: 'await compareHeads(targets, context)',
      },
    ],
    shownBy: 'a session that another device revokes, and that goes on listening for 3 s',
    seconds: 6,
  },
  {
    name: 'lease-for-ever',
    promises: ['D11'],
    process: 'node',
    edits: [
      {
        file: 'packages/realtime/src/presence/redis/lease-keeper.ts',
        find: 'if (!user?.connections.delete(connectionId)) return',
        replace: 'if (user !== undefined) return',
      },
    ],
    shownBy: 'somebody whose every client is gone for 25 s, while Redis is up and others watch',
    seconds: 30,
  },
  {
    name: 'marker-goes-back',
    promises: ['D12'],
    process: 'node',
    edits: [
      {
        file: 'packages/api/src/read-marker/mark.ts',
        find: 'return target > member.readNumber ? target : null',
        replace: 'return target',
      },
    ],
    shownBy: 'markRead of less than was read (by a stock client: ours does not ask for it)',
    seconds: 3,
  },
  {
    name: 'sockets-are-kept',
    promises: ['D12'],
    process: 'node',
    edits: [
      {
        file: 'packages/realtime/src/hub/create-hub.ts',
        find: 'connections.delete(socket.sessionId, connection)',
        replace: '',
      },
    ],
    shownBy: 'any connection that ends, and the usage of the nodes before and after',
    seconds: 2,
  },
]
