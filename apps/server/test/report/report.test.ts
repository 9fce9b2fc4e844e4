import { limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let node: OneNode
/** Registered first, and therefore the admin of the server. */
let root: Person
let ann: Person
let ben: Person
let eve: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  root = await node.person('root')
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
beforeEach(async () => {
  await node.sql('delete from reports')
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const list = async (input: { all?: boolean; cursor?: string; limit?: number } = {}) =>
  root.trpc.admin.reports.query(input)
const reportMessage = (by: Person, number: number, reason = 'spam') =>
  by.trpc.messages.report.mutate({ channelId, number, reason })
const reportUser = (by: Person, whom: Person, reason = 'rude') =>
  by.trpc.users.report.mutate({ userId: whom.user.id, reason })

describe('a report', () => {
  it('of a message keeps what it said, whatever becomes of it, and shows it as it is', async () => {
    const [sent] = await say(ann, channelId, 'buy now')
    const number = sent?.number ?? 0
    await reportMessage(ben, number, 'spam, and not the first time')
    await ann.trpc.messages.edit.mutate({ channelId, number, content: 'good day' })
    const [report] = (await list()).reports
    expect(report).toMatchObject({
      reporter: { id: ben.user.id },
      user: { id: ann.user.id },
      content: 'buy now',
      reason: 'spam, and not the first time',
      message: { channelId, number, content: 'good day' },
      resolvedAt: null,
      resolvedBy: null,
    })
    await ann.trpc.messages.delete.mutate({ channelId, number })
    expect((await list()).reports).toMatchObject([{ content: 'buy now', message: { content: '' } }])
  })

  it('of a person is about no message', async () => {
    await reportUser(ben, ann)
    expect((await list()).reports).toMatchObject([
      { reporter: { id: ben.user.id }, user: { id: ann.user.id }, message: null, content: null, reason: 'rude' },
    ])
  })

  it('made again before anybody looked is one; of others, of something else, or later it is another', async () => {
    const numbers = (await say(ann, channelId, 'one', 'two')).map(({ number }) => number)
    const [one = 0, two = 0] = numbers
    await reportMessage(ben, one)
    await reportMessage(ben, one, 'again')
    await reportMessage(ann, one)
    await reportMessage(ben, two)
    await reportUser(ben, ann)
    await reportUser(ben, ann)
    const { reports } = await list()
    expect(reports).toHaveLength(4)
    for (const { id } of reports) await root.trpc.admin.resolveReport.mutate({ id })
    await reportMessage(ben, one)
    expect((await list()).reports).toHaveLength(1)
  })

  it('is resolved once, and then listed only with all', async () => {
    await reportUser(ben, ann)
    const [report] = (await list()).reports
    const id = report?.id ?? ''
    await root.trpc.admin.resolveReport.mutate({ id })
    expect((await list()).reports).toEqual([])
    const [resolved] = (await list({ all: true })).reports
    expect(resolved).toMatchObject({ id, resolvedBy: root.user.id })
    await root.trpc.admin.resolveReport.mutate({ id })
    expect((await list({ all: true })).reports).toEqual([resolved])
    expect(await reasons(root.trpc.admin.resolveReport.mutate({ id: crypto.randomUUID() }))).toEqual(['NOT_FOUND'])
  })

  it('is listed the newest first, in pages that hold when reports are resolved and made meanwhile', async () => {
    const sent = await say(ann, channelId, ...Array.from({ length: 7 }, (_, i) => `text ${i}`))
    for (const { number } of sent) await reportMessage(ben, number)
    const seen: (string | null)[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await list({ cursor, limit: 3 })
      seen.push(...page.reports.map(({ content }) => content))
      const last = page.reports.at(-1)
      if (last) await root.trpc.admin.resolveReport.mutate({ id: last.id })
      await reportUser(eve, ann, 'meanwhile')
      if (page.cursor === null) break
      cursor = page.cursor
    }
    expect(seen).toEqual(sent.map(({ content }) => content).toReversed())
  })

  it('is of what one may read, and what was said', async () => {
    const [sent] = await say(ann, channelId, 'gone')
    const number = sent?.number ?? 0
    expect(await reasons(reportMessage(eve, number), reportMessage(ben, 4_000))).toEqual(['NOT_FOUND', 'NOT_FOUND'])
    await ann.trpc.messages.delete.mutate({ channelId, number })
    await ann.trpc.channels.update.mutate({ channelId, name: 'Renamed' })
    expect(await reasons(reportMessage(ben, number), reportMessage(ben, number + 1))).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
    ])
    expect(await refusal(reportUser(ben, ben))).toMatchObject({ reason: 'INVALID_INPUT', field: 'userId' })
    const tooLong = 'x'.repeat(limits.reportReasonMax + 1)
    expect(await refusal(reportUser(ben, ann, tooLong))).toMatchObject({ reason: 'INVALID_INPUT', field: 'reason' })
    expect((await list({ all: true })).reports).toEqual([])
  })
})
