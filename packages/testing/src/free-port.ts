import getPort from 'get-port'

/** The system takes the ports of outgoing connections from higher ones (on Linux from 32,768 on). */
const [lowest, highest] = [20_000, 32_000]
const tries = 20

/**
 * A port of 127.0.0.1 that is free now, and that no outgoing connection takes while the server that used it is started
 * again. Chosen by chance, so that tests that run at the same time do not choose the same one.
 */
export function freePort(): Promise<number> {
  const port = Array.from({ length: tries }, () => lowest + Math.floor(Math.random() * (highest - lowest)))
  return getPort({ host: '127.0.0.1', port })
}
