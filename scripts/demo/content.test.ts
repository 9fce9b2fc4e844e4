import { limits } from '@chime/protocol'
import { describe, expect, it } from 'vitest'
import { allChannels, channels, directs } from './channels.ts'
import { liveNames } from './live/members.ts'
import { mainLogin, people } from './people.ts'
import { readScript, scriptNames } from './script.ts'
import { timelineOf } from './timeline.ts'

const timelines = allChannels.map((channel) => ({ channel, planned: timelineOf(channel) }))

describe('the demo’s content', () => {
  it('is a few thousand messages by fourteen people or more, the same on every run', () => {
    const all = timelines.flatMap(({ planned }) => planned)
    expect(all.length).toBeGreaterThan(2_500)
    expect(new Set(all.map(({ username }) => username)).size).toBe(people.length)
    expect(people.length).toBeGreaterThanOrEqual(14)
    expect(allChannels.map((channel) => timelineOf(channel))).toEqual(timelines.map(({ planned }) => planned))
  })

  it('gives every message an id of its own', () => {
    const ids = timelines.flatMap(({ planned }) => planned.map(({ clientId }) => clientId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is said by members only, where only the owner writes by the owner, within the limits', () => {
    for (const { channel, planned } of timelines) {
      for (const { username, content } of planned) {
        expect(channel.kind === 'announcement' ? [channel.owner] : channel.members, channel.key).toContain(username)
        expect(content.length).toBeLessThanOrEqual(limits.contentMax)
        expect(content, channel.key).toBe(content.trim())
        expect(content, channel.key).toMatch(/\S/)
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
    for (const { channel, planned } of timelines) {
      for (const [index, { content }] of planned.entries()) {
        const nearby = planned.slice(Math.max(0, index - 40), index)
        if (content.length > 24 && nearby.some((message) => message.content === content)) {
          repeated.push(`${channel.key}: ${content}`)
        }
      }
    }
    expect(repeated).toEqual([])
  })

  it('leaves unread only what others wrote', () => {
    for (const { channel, planned } of timelines) {
      const unread = channel.unread === 0 ? [] : planned.slice(-channel.unread)
      expect(
        unread.map(({ username }) => username),
        channel.key,
      ).not.toContain(mainLogin)
    }
    expect(directs.filter(({ unread }) => unread > 0).length).toBeGreaterThan(1)
    expect(channels.filter(({ unread }) => unread > 0).length).toBeGreaterThan(2)
  })

  it('has a script for each room and no other, and live talk only for those who stay', () => {
    expect(scriptNames('talk').sort()).toEqual(allChannels.map(({ key }) => key).sort())
    for (const name of scriptNames('live')) {
      for (const { lines, where } of readScript('live', name)) {
        for (const { speaker } of lines) {
          expect(liveNames, where).toContain(speaker)
          if (name !== 'direct') expect(channels.find(({ key }) => key === name)?.members, where).toContain(speaker)
        }
      }
    }
  })
})
