import type { Transport } from './transport.ts'

/** Loads what sends calls over HTTP with the first of them, since most pages make none. */
export function laterHttp(load: () => Promise<Transport>): Transport {
  return (call, observer) => {
    let stop: (() => void) | null = () => {}
    load().then(
      (http) => {
        if (stop) stop = http(call, observer)
      },
      (error) => observer.error(error),
    )
    return () => {
      stop?.()
      stop = null
    }
  }
}
