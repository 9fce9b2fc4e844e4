import { defineConfig } from '@chime/protocol'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createChime } from './create-chime.ts'
import type { Chime } from './types.ts'

const config = defineConfig({
  metadata: z.strictObject({ ticket: z.string(), urgency: z.enum(['low', 'high']).optional() }),
})

test('what messages may carry is known to the types, where the configuration is', () => {
  const chime = createChime<typeof config>({ url: 'http://127.0.0.1:9', storage: null })
  const channel = chime.channel('00000000-0000-4000-8000-000000000000')
  type Sent = Parameters<typeof channel.send>[1]
  expectTypeOf<NonNullable<Sent>['metadata']>().toEqualTypeOf<
    { ticket: string; urgency?: 'low' | 'high' | undefined } | undefined
  >()
  const { done } = channel.send('with a ticket', { metadata: { ticket: 'T-1', urgency: 'high' } })
  expectTypeOf<Awaited<typeof done>['metadata']['ticket']>().toEqualTypeOf<string | undefined>()
  chime.on('message', ({ message }) => {
    expectTypeOf(message.metadata.urgency).toEqualTypeOf<'low' | 'high' | undefined>()
  })
  const [item] = channel.timeline.get().items
  if (item?.state === 'sent') expectTypeOf(item.message.metadata.ticket).toEqualTypeOf<string | undefined>()
  // @ts-expect-error a ticket is missing
  channel.send('without', { metadata: { urgency: 'low' } })
  // @ts-expect-error nothing is as urgent as that
  channel.send('too urgent', { metadata: { ticket: 'T-2', urgency: 'highest' } })
  expectTypeOf(createChime()).toEqualTypeOf<Chime>()
  expect(channel.timeline.get().items).toHaveLength(3)
})
