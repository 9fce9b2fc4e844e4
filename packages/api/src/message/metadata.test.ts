import { defineConfig, type MetadataOf } from '@chime/protocol'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { checkMetadata, fitMetadata } from './metadata.ts'

describe('the configuration of an installation', () => {
  const metadata = z.strictObject({ kind: z.enum(['order', 'invoice']), orderId: z.string().optional() })
  const config = defineConfig({ metadata })

  it('is what it was given, and its type says what messages may carry', () => {
    expect(config).toEqual({ metadata })
    expectTypeOf<MetadataOf<typeof config>>().toEqualTypeOf<{
      kind: 'order' | 'invoice'
      orderId?: string | undefined
    }>()
  })

  it('without a schema lets them carry any strings', () => {
    const plain = defineConfig({})
    expectTypeOf<MetadataOf<typeof plain>>().toEqualTypeOf<Record<string, string>>()
  })

  it('takes no schema that makes anything but strings', () => {
    // @ts-expect-error a number is not stored
    defineConfig({ metadata: z.object({ count: z.coerce.number() }) })
    // @ts-expect-error nor is a text alone
    defineConfig({ metadata: z.string() })
  })
})

describe('metadata', () => {
  it('that a schema makes too long, or no string, is refused as from the wire', () => {
    const padded = z.object({ key: z.string().transform((text) => text.repeat(600)) })
    expect(() => checkMetadata(padded, { key: 'x' })).toThrow('metadata.key')
    expect(fitMetadata(padded, { key: 'x' })).toEqual({})
    expect(checkMetadata(z.object({ key: z.string().optional() }), { key: 'x', other: 'y' })).toEqual({ key: 'x' })
  })
})
