import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { failureOf } from '../failure.ts'
import { loadCallErrors } from './call-error.ts'
import { withTimeLimit } from './time-limit.ts'
import type { Transport } from './transport.ts'
import { typedCalls } from './typed-calls.ts'

beforeEach(async () => {
  await loadCallErrors()
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A client of a server that takes this long to answer. */
function setUp(answerMs: number) {
  const ended = vi.fn()
  const server: Transport = (_, observer) => {
    const timer = setTimeout(() => {
      observer.next({ type: 'data', data: [] })
      observer.complete()
    }, answerMs)
    return () => {
      clearTimeout(timer)
      ended()
    }
  }
  return { ended, trpc: typedCalls(withTimeLimit(server)) }
}

test('a call without an answer fails after 15 s: nothing is decided, and an answer that comes later reaches nobody', async () => {
  const { ended, trpc } = setUp(20_000)
  const answered = vi.fn()
  const failed = vi.fn()
  trpc.channels.list.query().then(answered, failed)
  await vi.advanceTimersByTimeAsync(14_999)
  expect(failed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await vi.waitFor(() => expect(failed).toHaveBeenCalled())
  expect(failureOf(failed.mock.calls[0]?.[0])).toMatchObject({ kind: 'transient', message: 'No answer within 15 s' })
  expect(ended).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(answered).not.toHaveBeenCalled()
})

test('a call that is answered in time leaves no timer behind', async () => {
  const { trpc } = setUp(10_000)
  const answer = trpc.channels.list.query()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await answer).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('a subscription goes on for as long as it is wanted', async () => {
  const { trpc } = setUp(60_000)
  const onError = vi.fn()
  const onData = vi.fn()
  trpc.events.subscribe.subscribe({}, { onData, onError })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(onError).not.toHaveBeenCalled()
  expect(onData).toHaveBeenCalledTimes(1)
})
