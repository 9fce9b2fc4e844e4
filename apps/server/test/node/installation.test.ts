import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadInstallation } from '../../src/installation.ts'

let folder: string
beforeAll(async () => {
  // Inside this package, so that the modules can import zod, as those of an installation can.
  folder = await mkdtemp(join(import.meta.dirname, '.installation-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('typed metadata', () => {
  let node: OneNode
  let ann: Person
  let channelId: string
  beforeAll(async () => {
    const path = await write(
      'chime.config.ts',
      `import { defineConfig } from '@chime/protocol'
       import { z } from 'zod'
       const kind: z.ZodType<string, string> = z.enum(['order', 'invoice'])
       export default defineConfig({
         metadata: z.strictObject({ kind, orderId: z.string().trim().regex(/^[0-9]+$/).optional() }),
       })`,
    )
    node = await oneNode({ CHIME_CONFIG: path })
    ann = await node.person('ann')
    channelId = await groupOf(ann)
  })
  afterAll(() => node.stop())

  const send = (metadata?: Record<string, string>) =>
    ann.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'hello', metadata })

  it('is stored as the schema has it; a message without any is sent as ever', async () => {
    expect((await send({ kind: 'order', orderId: ' 7 ' })).metadata).toEqual({ kind: 'order', orderId: '7' })
    expect((await send({ kind: 'invoice' })).metadata).toEqual({ kind: 'invoice' })
    expect((await send()).metadata).toEqual({})
  })

  it.each([
    [{ kind: 'letter' }, 'metadata.kind'],
    [{}, 'metadata.kind'],
    [{ kind: 'order', orderId: 'seven' }, 'metadata.orderId'],
    [{ kind: 'order', colour: 'red' }, 'metadata.colour'],
  ])('that is %j is refused, naming %s', async (metadata: Record<string, string>, field) => {
    expect(await refusal(send(metadata))).toMatchObject({ reason: 'INVALID_INPUT', field })
  })

  it('is checked when a message is scheduled', async () => {
    const schedule = (metadata: Record<string, string>) =>
      ann.trpc.messages.schedule.mutate({
        channelId,
        content: 'later',
        sendAt: new Date(Date.now() + 3_600_000).toISOString(),
        metadata,
      })
    expect(await refusal(schedule({ kind: 'letter' }))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'metadata.kind',
    })
    expect((await schedule({ kind: 'order', orderId: ' 7' })).metadata).toEqual({ kind: 'order', orderId: '7' })
  })

  it('that was sent under another schema is forwarded as far as it still fits', async () => {
    const [fits, not] = [await send({ kind: 'order' }), await send({ kind: 'order' })]
    await node.sql(
      `update messages set metadata = '{"old":"1"}' where channel_id = $1 and number = $2`,
      channelId,
      not.number,
    )
    const forward = async (number: number) =>
      (
        await ann.trpc.messages.forward.mutate({
          channelId,
          number,
          toChannelId: channelId,
          clientId: crypto.randomUUID(),
        })
      ).metadata
    expect([await forward(fits.number), await forward(not.number)]).toEqual([{ kind: 'order' }, {}])
  })
})

describe('the module of an installation', () => {
  it.each([
    ['missing.ts', null, 'cannot be loaded'],
    ['broken.ts', 'export default {', 'cannot be loaded'],
    ['empty.ts', '', 'must export what defineConfig returns'],
    ['unknown.ts', 'export default { colour: 1 }', 'says colour, which is not known'],
    ['schema.ts', 'export default { metadata: {} }', 'must have a zod schema as its metadata'],
  ])('%s is refused, saying why', async (name, text, why) => {
    const path = text === null ? join(folder, name) : await write(name, text)
    await expect(loadInstallation(path)).rejects.toThrow(`CHIME_CONFIG: ${path} ${why}`)
  })

  it('need not be, and need not say anything', async () => {
    expect(await loadInstallation(null)).toEqual({})
    expect(await loadInstallation(await write('nothing.ts', 'export default {}'))).toEqual({})
  })
})
