import { createGroup, type ParityServer } from './fixture.ts'
import { type FrameRecorder, normalise, openRecorder } from './frame-recorder.ts'

// For the tests of parity: runs what a client does against a server, and makes the frames that it sends.

/** What one client does to a server. What it returns is compared with what it returns for the other server. */
export type Scenario = (
  server: {
    /** Opens a socket, as the server's person unless told otherwise. */
    open: (options?: { path?: string; token?: string }) => Promise<FrameRecorder>
    /** A group of the person. */
    channelId: string
  } & ParityServer,
) => Promise<readonly string[]>

/** @returns what the scenario returned, without what differs between two runs */
export async function run(server: ParityServer, scenario: Scenario): Promise<string[]> {
  const recorders: FrameRecorder[] = []
  const open = async (options: { path?: string; token?: string } = { token: server.token }) => {
    const recorder = await openRecorder(server.url, options)
    recorders.push(recorder)
    return recorder
  }
  const channelId = await createGroup(server)
  try {
    return normalise(await scenario({ ...server, open, channelId }))
  } finally {
    for (const { ws } of recorders) ws.terminate()
  }
}

export const request = (id: unknown, method: string, path: string, input?: unknown, more: object = {}) => ({
  id,
  method,
  params: { path, input },
  ...more,
})
export const me = (id: unknown, more?: object) => request(id, 'query', 'auth.me', undefined, more)
export const send = (id: unknown, channelId: string, content = 'hello') =>
  request(id, 'mutation', 'messages.send', { channelId, clientId: crypto.randomUUID(), content })
export const subscribe = (id: unknown, channelId: string) =>
  request(id, 'subscription', 'events.subscribe', { channelIds: [channelId] })
export const stop = (id: unknown) => ({ id, method: 'subscription.stop' })

/** Sends frames one after the other. Each step says how many frames must arrive before the next step. */
export const inSequence =
  (...steps: [frame: (channelId: string) => unknown, answers: number][]): Scenario =>
  async ({ open, channelId }) => {
    const { send, received, frames } = await open()
    let expected = 0
    for (const [frame, answers] of steps) {
      send(frame(channelId))
      expected += answers
      await received(expected)
    }
    // If more frames than expected come, they are here before this call is answered.
    send(me('the end'))
    await received(expected + 1)
    return frames
  }
