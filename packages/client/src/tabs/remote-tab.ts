import type { TabPorts, ToLeader, ToTab } from './messages.ts'
import type { Line, LineEnd } from './tab-socket.ts'

/**
 * So many characters may be on their way to a tab. A tab that takes in less is stopped by its browser, or too slow: its
 * socket is closed, and it connects again when it goes on. Browsers themselves keep messages for a stopped page without
 * a limit.
 */
const untakenMax = 4 * 1024 * 1024

/** The leader's end of a line to another tab. It ends when that tab closes its socket, or is gone. */
export function serveRemoteTab({ locks, Channel }: TabPorts, name: string, attach: (end: LineEnd) => Line): void {
  const channel = new Channel(name)
  const over = new AbortController()
  let untaken = 0
  const post = (message: ToTab) => {
    if (!over.signal.aborted) channel.postMessage(message)
  }
  const closed = (code: number, reason: string) => {
    post({ kind: 'closed', code, reason })
    over.abort()
    channel.close()
  }
  const line = attach({
    opened: () => post({ kind: 'opened' }),
    frame: (text) => {
      untaken += text.length
      post({ kind: 'frame', text })
      if (untaken <= untakenMax) return
      end(1013, 'too slow')
    },
    closed,
  })
  const end = (code: number, reason: string) => {
    line.close(code)
    closed(code, reason)
  }
  channel.onmessage = ({ data }: MessageEvent<ToLeader>) => {
    if (over.signal.aborted) return
    if (data.kind === 'frame') line.send(data.text)
    else if (data.kind === 'taken') untaken -= data.characters
    else if (data.kind === 'beat') post({ kind: 'beat' })
    else {
      line.close(data.code)
      closed(1000, '')
    }
  }
  // The tab holds a lock with the line's name. Who gets it knows that the tab is gone.
  locks.request(name, { signal: over.signal }, () => end(1000, 'gone')).catch(() => {})
}
