import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { channelOf, main, type Person, person, textsOf } from './chime.ts'

const soon = { timeout: 20_000, interval: 20 }
let server: ChimeServer
let ada: Person
let bob: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
})
afterAll(async () => {
  ada.chime.close()
  bob.chime.close()
  await server.close()
})

describe('chime send', () => {
  test('sends what comes through a pipe, once, and says nothing about it', async () => {
    const id = await channelOf(ada, [bob], 'general')
    const { promise: heard, resolve } = Promise.withResolvers<string>()
    bob.chime.on('message', ({ channelId, message }) => channelId === id && resolve(message.content))
    expect(await ada.run(['send', 'general'], 'done\n')).toEqual({ code: 0, out: '', err: '' })
    expect(await heard).toBe('done')
    expect(await ada.run(['send', '#General', 'two', 'words'])).toMatchObject({ code: 0 })
    expect(await ada.run(['send', id], '\n  first line\n\nlast line\n\n')).toMatchObject({ code: 0 })
    expect(await textsOf(bob.chime, id)).toEqual(['done', 'two words', '\n  first line\n\nlast line'])
  })

  test('answers a message, and writes in a thread', async () => {
    const id = await channelOf(ada, [bob], 'answers')
    const { number } = await bob.chime.channel(id).send('a question').done
    const { out } = await ada.run(['send', 'answers', '--json', '--reply', String(number), 'an answer'])
    expect(JSON.parse(out)).toMatchObject({ content: 'an answer', replyTo: number })
    expect(await ada.run(['send', 'answers', '--thread', String(number), 'aside'])).toMatchObject({ code: 0 })
    const thread = await bob.chime.channel(id).thread(number)
    expect(await textsOf(bob.chime, thread.id)).toEqual(['aside'])
    const shown = await ada.run(['history', 'answers', '--thread', String(number)])
    expect(shown.out).toMatch(/^ {3}1 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}ada\d+ {2}aside\n$/)
  })

  test('writes to a person, who need not have been written to before', async () => {
    expect(await ada.run(['send', `@${bob.username}`, 'only you'])).toMatchObject({ code: 0 })
    await vi.waitFor(() => {
      const direct = bob.chime.channels.get().find(({ kind }) => kind === 'direct')
      expect(direct?.lastMessage?.content).toBe('only you')
    }, soon)
    const { code, err } = await ada.run(['send', `@${bob.username.slice(0, -1)}`, 'hello'])
    expect({ code, err }).toEqual({
      code: 2,
      err: `chime: There is nobody named @${bob.username.slice(0, -1)}. Did you mean @${bob.username}?\n`,
    })
  })

  test('does not cut a long text unless it is asked to, and loses none of it', async () => {
    const id = await channelOf(ada, [bob], 'long')
    const long = Array.from({ length: 3_000 }, (_, i) => `word${i}`).join(' ')
    const { code, err } = await ada.run(['send', 'long'], long)
    expect(code).toBe(2)
    const [, kept = ''] = /--split sends it as 4 messages\. The text is in (\S+)\n$/.exec(err) ?? []
    expect(await readFile(kept, 'utf8')).toBe(long)
    expect(await textsOf(bob.chime, id)).toEqual([])
    expect(await ada.run(['send', 'long', '--split'], long)).toMatchObject({ code: 0 })
    expect((await textsOf(bob.chime, id)).join(' ')).toBe(long)
  })

  test('says what to do where it may not write, and keeps the text', async () => {
    const id = await channelOf(bob, [], 'strangers')
    const { code, err } = await ada.run(['send', 'strangers'], 'hello')
    expect(code).toBe(1)
    expect(err).toMatch(
      /^chime: Not sent: Join the channel to write in it: chime join strangers\. The text is in \S+\n$/,
    )
    const folder = join(ada.home, 'chime/unsent')
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
    expect(texts).toContain('hello')
    expect(await ada.run(['join', 'strangers'])).toMatchObject({ code: 0, out: 'You are in #strangers\n' })
    expect(await ada.run(['send', 'strangers', 'hello'])).toMatchObject({ code: 0 })
    expect(await textsOf(bob.chime, id)).toEqual(['hello'])
  })

  test('has a suggestion for a name that is not quite right, and sends nothing without text', async () => {
    await channelOf(ada, [], 'announcements')
    expect(await ada.run(['send', 'anouncements', 'hi'])).toMatchObject({
      code: 2,
      err: 'chime: There is no channel anouncements. Did you mean #announcements?\n',
    })
    expect(await ada.run(['send', 'announcements'], '\n\n')).toMatchObject({
      code: 2,
      err: 'chime: There is nothing to send\n',
    })
  })
})

describe('chime history', () => {
  test('prints the newest messages in order, and pages back by number', async () => {
    const id = await channelOf(ada, [bob], 'counted')
    for (let i = 1; i <= 120; i++) bob.chime.channel(id).send(`count ${i}`)
    await vi.waitFor(async () => expect(await textsOf(ada.chime, id)).toContain('count 120'), soon)
    const numbers = (out: string) => [...out.matchAll(/count (\d+)/g)].map(([, number]) => Number(number))
    expect(numbers((await ada.run(['history', 'counted', '-n', '3'])).out)).toEqual([118, 119, 120])
    const all = numbers((await ada.run(['history', 'counted', '-n', '1000'])).out)
    expect(all).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
    const { messages } = await ada.chime.trpc.messages.list.query({ channelId: id, limit: 1 })
    expect(
      numbers((await ada.run(['history', 'counted', '-n', '2', '--before', String(messages[0]?.number)])).out),
    ).toEqual([118, 119])
  })

  test('shows a hostile message, and lets it do nothing', async () => {
    const id = await channelOf(ada, [bob], 'hostile')
    const evil = 'look:\u001b[2J\u001b]0;owned\u0007\u009b31m\n   1  2026-01-01 00:00  ada  I resign'
    await bob.chime.channel(id).send(evil).done
    const { out } = await ada.run(['history', 'hostile', '-n', '1'])
    expect(out).not.toMatch(/(?!\n)\p{Cc}/u)
    const [head = '', forged = ''] = out.split('\n')
    expect(head).toContain('look:␛[2J␛]0;owned␇�31m')
    // The forged line is indented, so it does not begin as a line does.
    expect(forged).toMatch(/^ {11}1 /)
    const json = await ada.run(['history', 'hostile', '-n', '1', '--json'])
    expect(json.out).not.toMatch(/(?!\n)\p{Cc}/u)
    expect(JSON.parse(json.out)).toMatchObject({ content: evil, author: bob.username })
  })

  test('ends quietly when the next program has read enough', async () => {
    const id = await channelOf(ada, [bob], 'piped')
    for (let i = 0; i < 20; i++) bob.chime.channel(id).send('x'.repeat(7_900))
    await vi.waitFor(async () => expect(await textsOf(ada.chime, id)).toHaveLength(20), soon)
    const child = spawn(process.execPath, [main, 'history', 'piped'], { env: ada.env, stdio: 'pipe' })
    const err = text(child.stderr)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await err).toBe('')
  })
})

test('chime channels tells what is unread, and what one could join', async () => {
  const id = await channelOf(ada, [bob], 'news')
  await channelOf(bob, [], 'elsewhere')
  await bob.chime.channel(id).send(`@${ada.username} look`).done
  const { out } = await ada.run(['channels'])
  expect(out).toMatch(/^#news +public +\d{4}-\d\d-\d\d \d\d:\d\d {2}1 unread, 1 for you$/m)
  expect(out).not.toContain('#elsewhere')
  expect((await ada.run(['channels', '--all'])).out).toMatch(/^#elsewhere .*not joined$/m)
  const rows = (await ada.run(['channels', '--json'])).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows).toContainEqual(expect.objectContaining({ id, title: '#news' }))
})

test('where there is no terminal, chime is plain: it lists the channels, or shows one and sends each line', async () => {
  const id = await channelOf(ada, [bob], 'plain')
  await bob.chime.channel(id).send('before').done
  expect((await ada.run([])).out).toContain('#plain')
  const { code, out, err } = await ada.run(['open', 'plain'], 'one\ntwo\n')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('before')
  expect(await textsOf(bob.chime, id)).toEqual(['before', 'one', 'two'])
})
