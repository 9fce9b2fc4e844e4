import { describe, expect, it } from 'vitest'
import { noticeOf } from '../src/notice.ts'

const [ann, ben] = ['019aa1b2-0000-7000-8000-000000000001', '019AA1B2-0000-7000-8000-000000000002'] as const
const read = (metadata: Record<string, string>) => noticeOf({ kind: 'system', metadata })

describe('a notice', () => {
  it.each([
    [{ notice: 'joined' }, { notice: 'joined' }],
    [{ notice: 'left' }, { notice: 'left' }],
    [{ notice: 'archived' }, { notice: 'archived' }],
    [{ notice: 'unarchived' }, { notice: 'unarchived' }],
    [
      { notice: 'added', userIds: `${ann} ${ben}`, count: '30' },
      { notice: 'added', userIds: [ann, ben], count: 30 },
    ],
    [
      { notice: 'removed', userIds: ann, count: '1' },
      { notice: 'removed', userIds: [ann], count: 1 },
    ],
    [
      { notice: 'role', userIds: ann, count: '1', role: 'admin' },
      { notice: 'role', userIds: [ann], count: 1, role: 'admin' },
    ],
    [
      { notice: 'renamed', name: 'Square' },
      { notice: 'renamed', name: 'Square' },
    ],
    [
      { notice: 'described', description: '' },
      { notice: 'described', description: '' },
    ],
    [
      { notice: 'slowed', seconds: '0' },
      { notice: 'slowed', seconds: 0 },
    ],
    [{ notice: 'joined', more: 'of a newer server' }, { notice: 'joined' }],
  ])('%j is read', (metadata, notice) => {
    expect(read(metadata)).toEqual(notice)
  })

  it.each([
    {},
    { notice: 'of a newer server' },
    { notice: 'constructor' },
    { notice: 'added', userIds: ann },
    { notice: 'added', userIds: ann, count: '0' },
    { notice: 'added', userIds: ann, count: '-1' },
    { notice: 'added', userIds: 'ann', count: '1' },
    { notice: 'role', userIds: ann, count: '1', role: 'king' },
    { notice: 'role', userIds: ann, count: '1' },
    { notice: 'renamed' },
    { notice: 'described' },
    { notice: 'slowed', seconds: '1.5' },
    { notice: 'slowed', seconds: '' },
  ])('%j is shown by its content', (metadata) => {
    expect(read(metadata as Record<string, string>)).toBeNull()
  })

  it('is never what a person wrote', () => {
    expect(noticeOf({ kind: 'user', metadata: { notice: 'joined' } })).toBeNull()
  })
})
