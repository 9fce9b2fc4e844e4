import { Connection } from '../../src/connection/connection.ts'
import { overHttp } from '../../src/connection/http.ts'
import { ownSockets } from '../../src/connection/socket-source.ts'
import { createTrpc } from '../../src/connection/trpc.ts'
import type { WebSocketLike } from '../../src/connection/web-socket.ts'
import { createClient } from '../../src/create-client.ts'
import { allParts } from '../../src/later/all-parts.ts'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { tabNotices } from '../../src/outbox/notices.ts'
import { Ownership } from '../../src/outbox/ownership.ts'
import type { OutboxStorage } from '../../src/outbox/storage.ts'
import { Batch } from '../../src/readable.ts'
import type { TabPorts } from '../../src/tabs/messages.ts'
import { SharedSockets } from '../../src/tabs/shared-sockets.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

type TabOptions = {
  /** What the tabs of the browser have in common. They show each other what is unsent. */
  storage?: OutboxStorage
  /** The id of the user who, as the tab believes, has signed in by a cookie. */
  cookieOf?: string | null
}

/**
 * A client that shares its socket with the others of this process, as the tabs of one browser do: Node has the same
 * locks and channels. It can stop hearing and saying anything, and crash, as tabs do.
 */
export function createTab(url: string, token: string, { storage, cookieOf = null }: TabOptions = {}) {
  const { ports, own, ...life } = stoppable()
  const batch = new Batch()
  const { trpc, timed } = createTrpc({
    http: overHttp(
      () => url,
      () => token,
    ),
    connection: () => connection,
  })
  const connection: Connection = new Connection(batch, {
    address: () => `${url.replace(/^http/, 'ws')}/trpc`,
    token: () => token,
    sockets: new SharedSockets(
      { url: () => url, token: cookieOf ? null : () => token, userId: async () => cookieOf },
      ports,
      own,
    ),
    log: silent,
    started: () => client.started(),
    stopped: () => client.stopped(),
  })
  const client = createClient({
    parts: allParts,
    batch,
    log: silent,
    connection,
    trpc: timed,
    storage: storage ?? memoryStorage(),
    tabs: { ownership: new Ownership(ports.locks), notices: storage ? tabNotices(ports.Channel) : null },
    endpoint: { url: () => url, token: () => token },
    createLastView: null,
    userId: null,
    initial: null,
  })
  return { chime: { ...client.chime, trpc }, ...life }
}

export type TabClient = ReturnType<typeof createTab>['chime']

function stoppable() {
  let isStopped = false
  const waiting: (() => void)[] = []
  class Channel extends BroadcastChannel {
    #isClosed = false
    override postMessage(message: unknown) {
      if (isStopped) waiting.push(() => this.#isClosed || super.postMessage(message))
      else super.postMessage(message)
    }
    override close() {
      this.#isClosed = true
      super.close()
    }
    override set onmessage(listener: (event: MessageEvent) => void) {
      super.onmessage = (event: MessageEvent) => {
        if (isStopped) waiting.push(() => listener(event))
        else listener(event)
      }
    }
  }
  const crashed = new AbortController()
  const sockets = new Set<WebSocketLike>()
  const own = {
    ...ownSockets(),
    open(url: string) {
      const socket = ownSockets().open(url)
      sockets.add(socket)
      return socket
    },
  }
  const locks = {
    request: (name: string, options: LockOptions, held: (lock: Lock | null) => unknown) =>
      navigator.locks.request(name, options, (lock) =>
        crashed.signal.aborted
          ? undefined
          : Promise.race([held(lock), new Promise((resolve) => crashed.signal.addEventListener('abort', resolve))]),
      ),
  }
  return {
    ports: { locks: locks as unknown as LockManager, Channel } satisfies TabPorts, // no more of it is used
    own,
    /** Until `goOn`, what the others say waits, and so does what it says to them. It keeps its locks. */
    stop() {
      isStopped = true
    },
    goOn() {
      isStopped = false
      for (const work of waiting.splice(0)) work()
    },
    /** It is gone without a word: the browser takes its locks and sockets away. */
    crash() {
      isStopped = true
      for (const socket of sockets) socket.close()
      crashed.abort()
    },
  }
}
