import type { Transport } from './transport.ts'

/** After this time without an answer a call counts as failed. The server may have done it or not. */
const callTimeoutMs = 15_000

/**
 * Fails every query and mutation that gets no answer in time. The error decides nothing (`failureOf` says `transient`),
 * so it leads to another try. An answer that comes later is ignored. Subscriptions have no time limit.
 */
export function withTimeLimit(transport: Transport, timeoutMs: number = callTimeoutMs): Transport {
  return (call, observer) => {
    if (call.type === 'subscription') return transport(call, observer)
    const timer = setTimeout(() => observer.error(new Error(`No answer within ${timeoutMs / 1_000} s`)), timeoutMs)
    const stop = transport(call, observer)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }
}
