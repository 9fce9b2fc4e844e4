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
})

it('a busy but patient loop is not logged', async () => {
  for (let i = 0; i < 10; i++) {
    hold(15)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const [details] of log.warn.mock.calls) expect(details.heldMs).toBeLessThan(0)
})
