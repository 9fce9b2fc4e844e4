import { ownSockets, type SocketSource } from '../connection/socket-source.ts'
import type { SharedSocketsOptions } from './shared-sockets.ts'

/** Whether this is a page in a browser whose tabs can find each other. */
export function canShare(): boolean {
  return (
    typeof window !== 'undefined' &&
    typeof document !== 'undefined' &&
    typeof BroadcastChannel !== 'undefined' &&
    // Both only where the page came over https, or from this computer.
    'locks' in navigator &&
    typeof crypto.subtle !== 'undefined' &&
    // A page in a sandbox belongs to no origin, and has no other tabs.
    window.origin !== 'null'
  )
}

/** Loads the code for shared sockets when the first socket is needed. When that fails, the tab has its own. */
export function lazySharedSockets(
  options: SharedSocketsOptions,
  load: () => Promise<(options: SharedSocketsOptions) => SocketSource>,
): SocketSource {
  const own = ownSockets()
  let source: SocketSource | null = null
  let isStarted = false
  return {
    start() {
      isStarted = true
      source?.start()
    },
    async ready() {
      if (!source) {
        source = await load().then(
          (sharedSockets) => sharedSockets(options),
          () => own,
        )
        if (isStarted) source.start()
      }
      await source.ready()
    },
    open: (url) => (source ?? own).open(url),
    stop() {
      isStarted = false
      source?.stop()
    },
  }
}
