import { limits } from '@chime/protocol'
import { describe, expect, it } from 'vitest'
import { castNames } from './live/cast.ts'
import { mainLogin, people } from './people.ts'
import { channels, directs, rooms } from './rooms.ts'
import { readScript, scriptNames } from './script.ts'
import { timelineOf } from './timeline.ts'

const timelines = rooms.map((room) => ({ room, planned: timelineOf(room) }))

describe('the demo’s content', () => {
  it('is a few thousand messages by fourteen people or more, the same on every run', () => {
    const all = timelines.flatMap(({ planned }) => planned)
    expect(all.length).toBeGreaterThan(2_500)
    expect(new Set(all.map(({ username }) => username)).size).toBe(people.length)
    expect(people.length).toBeGreaterThanOrEqual(14)
    expect(rooms.map((room) => timelineOf(room))).toEqual(timelines.map(({ planned }) => planned))
  })

  it('gives every message an id of its own', () => {
    const ids = timelines.flatMap(({ planned }) => planned.map(({ clientId }) => clientId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is said by members only, where only the owner writes by the owner, within the limits', () => {
    for (const { room, planned } of timelines) {
      for (const { username, content } of planned) {
        expect(room.kind === 'announcement' ? [room.owner] : room.members, room.key).toContain(username)
        expect(content.length).toBeLessThanOrEqual(limits.contentMax)
        expect(content, room.key).toBe(content.trim())
        expect(content, room.key).toMatch(/\S/)
      }
    }
  })

  it('leaves no role and no braces unfilled in small talk', () => {
    for (const { planned } of timelines) {
      for (const { content } of planned) expect(content).not.toMatch(/\{\w+(-\w+)?\}|\{[^{}]*\|[^{}]*\}/)
    }
  })

  it('does not repeat itself nearby', () => {
    const repeated: string[] = []
    for (const { room, planned } of timelines) {
      for (const [index, { content }] of planned.entries()) {
        const nearby = planned.slice(Math.max(0, index - 40), index)
        if (content.length > 24 && nearby.some((message) => message.content === content)) {
          repeated.push(`${room.key}: ${content}`)
        }
      }
    }
    expect(repeated).toEqual([])
  })

  it('leaves unread only what others wrote', () => {
    for (const { room, planned } of timelines) {
      const unread = room.unread === 0 ? [] : planned.slice(-room.unread)
      expect(
        unread.map(({ username }) => username),
        room.key,
      ).not.toContain(mainLogin)
    }
    expect(directs.filter(({ unread }) => unread > 0).length).toBeGreaterThan(1)
    expect(channels.filter(({ unread }) => unread > 0).length).toBeGreaterThan(2)
  })

  it('has a script for each room and no other, and live talk only for those who stay', () => {
    expect(scriptNames('talk').sort()).toEqual(rooms.map(({ key }) => key).sort())
    for (const name of scriptNames('live')) {
      for (const { lines, where } of readScript('live', name)) {
        for (const { speaker } of lines) {
          expect(castNames, where).toContain(speaker)
          if (name !== 'direct') expect(channels.find(({ key }) => key === name)?.members, where).toContain(speaker)
        }
      }
    }
  })
})
