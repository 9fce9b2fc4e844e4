import { uuid } from '../uuid.ts'
import type { GroupMessage, TabPorts, ToLeader, ToTab } from './messages.ts'
import type { Line, LineEnd } from './tab-socket.ts'

/** After so many characters the leader is told that they were taken in. Much less than its limit. */
const takenStep = 256 * 1024
/** A leader that says nothing for this long is asked whether it is there. */
const beatMs = 1_000
/** After so many questions without an answer, the leader counts as stopped. */
const missedMax = 3

type Options = TabPorts & {
  /** The name of the group. */
  group: string
  url: string
  post: (message: GroupMessage) => void
  /** The leader does not answer. */
  leaderSilent: () => void
}

/** A line to the leader in another tab: the tab's end of it. */
export function lineToRemoteLeader({ locks, Channel, group, url, post, leaderSilent }: Options, end: LineEnd): Line {
  const name = `${group}.${uuid()}`
  const channel = new Channel(name)
  const over = new AbortController()
  const { signal } = over
  let untold = 0
  let missed = 0
  let isOpen = false
  const send = (message: ToLeader) => {
    if (!signal.aborted) channel.postMessage(message)
  }
  const close = () => {
    over.abort()
    clearInterval(timer)
    channel.close()
  }
  channel.onmessage = ({ data }: MessageEvent<ToTab>) => {
    missed = 0
    if (signal.aborted || data.kind === 'beat') return
    if (data.kind === 'opened') {
      isOpen = true
      end.opened()
    } else if (data.kind === 'closed') {
      close()
      end.closed(data.code, data.reason)
    } else {
      untold += data.text.length
      if (untold >= takenStep) {
        send({ kind: 'taken', characters: untold })
        untold = 0
      }
      end.frame(data.text)
    }
  }
  const timer = setInterval(() => {
    // What a hidden page misses is noticed later, by the pings of its connection.
    if (isOpen && isHidden()) missed = 0
    else if (missed >= missedMax) leaderSilent()
    else {
      missed++
      send({ kind: 'beat' })
    }
  }, beatMs)
  locks
    .request(name, { signal }, () => {
      if (signal.aborted) return
      // Only now, because the leader waits for this lock to be given back.
      post({ kind: 'open', line: name, url })
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    })
    .catch(() => {})
  return {
    send: (text) => send({ kind: 'frame', text }),
    close(code) {
      send({ kind: 'close', code })
      close()
    },
  }
}

const isHidden = () => typeof document !== 'undefined' && document.visibilityState === 'hidden'
