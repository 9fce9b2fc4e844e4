import { afterEach, expect, it, vi } from 'vitest'
import { LoopWatch } from './loop-watch.ts'

const log = { warn: vi.fn() }
const watch = new LoopWatch(log)
afterEach(() => {
  log.warn.mockClear()
})

const call = (path: string) => ({ path, requestId: `id of ${path}`, userId: 'somebody' })

function hold(ms: number): void {
  const { user } = process.threadCpuUsage()
  while (process.threadCpuUsage().user - user < ms * 1_000);
}

it('a call that held the loop is named, also when it has ended', async () => {
  await new Promise((resolve) => setTimeout(resolve, 150))
  const [running, ended, before] = [call('messages.list'), call('messages.search'), call('auth.me')]
  watch.begin(before)
  watch.end(before)
  await new Promise((resolve) => setTimeout(resolve, 150))
  log.warn.mockClear()
  watch.begin(running)
  watch.begin(ended)
  hold(400)
  watch.end(ended)
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalled())
  const [details, text] = log.warn.mock.calls[0] ?? []
  expect(text).toBe('the event loop was held')
  expect(details.heldMs).toBeGreaterThan(200)
  expect(details.calls).toEqual([running, ended])
  watch.end(running)
})

it('a busy but patient loop is not logged', async () => {
  const running = call('messages.send')
  watch.begin(running)
  for (let i = 0; i < 10; i++) {
    hold(15)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const [details] of log.warn.mock.calls) expect(details.heldMs).toBeLessThan(0)
  watch.end(running)
})

it('without calls nothing is looked at, and the next call begins anew', async () => {
  // In each of these pauses it looks at least once, and after the last call it does so twice at most.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 100))
  hold(400)
  const next = call('auth.me')
  watch.begin(next)
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(log.warn).not.toHaveBeenCalled()
  watch.end(next)
})
