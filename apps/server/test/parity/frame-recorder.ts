import { soon } from '@chime/testing/one-node'
import { vi } from 'vitest'
import { WebSocket } from 'ws'

// For the tests of parity: records every frame of a socket, and removes what differs between two runs.

export type FrameRecorder = Awaited<ReturnType<typeof openRecorder>>

export async function openRecorder(url: string, { token, path = '/trpc' }: { token?: string; path?: string } = {}) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const ws = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers })
  const frames: string[] = []
  ws.on('message', (data, isBinary) => frames.push(`${isBinary ? 'binary ' : ''}${data}`))
  ws.on('pong', (data) => frames.push(`pong ${data}`))
  ws.on('close', (code, reason) => frames.push(`close ${code} ${reason}`))
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  return {
    ws,
    frames,
    send: (frame: unknown) => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** Waits until this many frames have been received. */
    async received(count: number): Promise<void> {
      await vi.waitFor(() => {
        if (frames.length < count) throw new Error(`${frames.length} of ${count} frames:\n${frames.join('\n')}`)
      }, soon)
    },
  }
}

/** Replaces each id by its number in order of appearance, and every time by the same word. */
export function normalise(frames: readonly string[]): string[] {
  const ids = new Map<string, string>()
  return frames.map((frame) =>
    frame
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
        const known = ids.get(id) ?? `id-${ids.size}`
        ids.set(id, known)
        return known
      })
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'time'),
  )
}
