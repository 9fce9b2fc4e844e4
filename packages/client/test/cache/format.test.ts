import { createHash } from 'node:crypto'
import { ChannelSummary, Me, Message, User } from '@chime/protocol'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { format } from '../../src/cache/view-cache.ts'

test('the version of the last view is raised whenever what it consists of changes', () => {
  const schemas = [Me, User, ChannelSummary, Message].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: 'any' }),
  )
  const hash = createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 12)
  // If this fails, raise `format`, and write both here.
  expect({ format, hash }).toEqual({ format: 4, hash: 'a730f10a22ec' })
})
