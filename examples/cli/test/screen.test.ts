import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { channelOf, type Person, person, textsOf } from './chime.ts'
import { key, openScreen, type Screen } from './screen.ts'

const soon = { timeout: 30_000, interval: 20 }
const size = { columns: 100, rows: 24 }
let server: ChimeServer
let ada: Person
let bob: Person
const open: Screen[] = []
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
})
afterEach(() => {
  for (const screen of open.splice(0)) screen.kill()
})
afterAll(async () => {
  ada.chime.close()
  bob.chime.close()
  await server.close()
})

function screenOf(who: Person, args: string[] = []): Screen {
  const screen = openScreen(args, who.env, size)
  open.push(screen)
  return screen
}
const shows = (screen: Screen, ...parts: string[]) =>
  vi.waitFor(() => {
    for (const part of parts) expect(screen.text()).toContain(part)
  }, soon)
const hides = (screen: Screen, part: string) => vi.waitFor(() => expect(screen.text()).not.toContain(part), soon)

test('two people talk: each sees the other type, and what they write', async () => {
  const id = await channelOf(ada, [bob], 'general')
  const a = screenOf(ada, ['open', 'general'])
  const b = screenOf(bob, ['open', 'general'])
  await shows(a, '▸  #general', '● online', 'Nobody has written here yet.')
  await shows(b, '▸  #general', '● online')
  a.type('hello bo')
  await shows(b, `${ada.username} is typing`)
  a.type(`b${key.enter}`)
  await shows(b, 'hello bob')
  await hides(b, 'is typing')
  b.type(`日本語 👍${key.altEnter}second line${key.enter}`)
  await shows(a, '日本語 👍', 'second line')
  expect(await textsOf(ada.chime, id)).toEqual(['hello bob', '日本語 👍\nsecond line'])
  expect(a.line('hello bob')).toMatch(/1 \d\d:\d\d +ada\d+ │ hello bob/)
  b.type(key.ctrlC)
  expect(await b.exited).toBe(0)
  expect(b.isFull()).toBe(false)
})

test('a message of somebody else does not drive the terminal', async () => {
  const id = await channelOf(ada, [bob], 'hostile')
  const a = screenOf(ada, ['open', 'hostile'])
  await shows(a, 'Nobody has written here yet.')
  await bob.chime.channel(id).send('evil \u001b[2J\u001b[1;1Hgone \u001b]0;title\u0007\u001b[?1049l').done
  await shows(a, 'evil ␛[2J␛[1;1Hgone ␛]0;title␇␛[?1049l', '▸  #hostile')
  expect(a.isFull()).toBe(true)
})

test('a thread opens, is written in and closes; a direct conversation shows who is there', async () => {
  const id = await channelOf(ada, [bob], 'questions')
  await bob.chime.channel(id).send('who knows?').done
  const a = screenOf(ada, ['open', 'questions'])
  await shows(a, 'who knows?')
  a.type(`/thread${key.enter}`)
  await shows(a, '#questions › 1')
  await hides(a, 'who knows?')
  a.type(`I do${key.enter}`)
  await shows(a, '│ I do')
  const thread = await bob.chime.channel(id).thread(1)
  await vi.waitFor(async () => expect(await textsOf(bob.chime, thread.id)).toEqual(['I do']), soon)
  a.type(key.escape)
  await shows(a, 'who knows?', '└ 1 reply in a thread')
  a.type(`/react 🎉${key.enter}`)
  await shows(a, '🎉 1')
  a.type(`/dm ${bob.username} psst${key.enter}`)
  await shows(a, '│ psst', `▸● @${bob.username}`)
  bob.chime.close()
  await shows(a, `▸○ @${bob.username}`)
  bob.chime.connect()
  await shows(a, `▸● @${bob.username}`)
})

test('changes its size with the terminal, and keeps the text and the place of the cursor', async () => {
  const id = await channelOf(ada, [bob], 'sizes')
  await bob.chime.channel(id).send(`start ${'word '.repeat(40)}end`).done
  const a = screenOf(ada, ['open', 'sizes'])
  await shows(a, 'end')
  a.type('日本')
  await vi.waitFor(() => expect(a.cursor()).toEqual({ row: 22, column: 28 + 2 + 4 }), soon)
  a.resize({ columns: 50, rows: 12 })
  await vi.waitFor(() => {
    expect(a.lines()).toHaveLength(12)
    // There is no room for the list.
    expect(a.text()).not.toContain('▸')
    expect(a.lines()[0]).toMatch(/^#sizes/)
    expect(a.lines()[10]).toBe('> 日本')
    expect(a.cursor()).toEqual({ row: 10, column: 2 + 4 })
  }, soon)
  a.resize({ columns: 120, rows: 30 })
  await vi.waitFor(() => expect(a.line('start')).toMatch(/^.{26}│ +1 \d\d:\d\d +bob\d+ │ start word/), soon)
})

test('what is written without a connection is sent when it is back, and a refused message can be sent again', async () => {
  const id = await channelOf(ada, [bob], 'offline')
  const a = screenOf(ada, ['open', 'offline'])
  await shows(a, 'Nobody has written here yet.')
  await server.kill9()
  await hides(a, '● online')
  a.type(`still here${key.enter}`)
  await shows(a, '(being sent)', '1 message is not sent yet')
  a.type(key.ctrlC)
  await shows(a, '1 not sent yet: that happens when you open chime again')
  await server.startAgain()
  await hides(a, '(being sent)')
  await shows(a, '● online', 'still here')
  expect(await textsOf(bob.chime, id)).toEqual(['still here'])
  await ada.chime.channel(id).archive()
  await shows(a, 'archived')
  a.type(`too late${key.enter}`)
  await shows(a, 'not sent: The channel is archived')
  await ada.chime.channel(id).unarchive()
  a.type(`/retry${key.enter}`)
  await hides(a, 'not sent:')
  await vi.waitFor(async () => expect(await textsOf(bob.chime, id)).toEqual(['still here', 'too late']), soon)
})

test('pages up through a long history, and back', async () => {
  const id = await channelOf(ada, [bob], 'history')
  for (let i = 1; i <= 150; i++) bob.chime.channel(id).send(`count ${i}.`)
  await vi.waitFor(async () => expect(await textsOf(ada.chime, id)).toContain('count 150.'), soon)
  const a = screenOf(ada, ['open', 'history'])
  await shows(a, 'count 150.')
  await vi.waitFor(
    () => {
      a.type(key.pageUp)
      expect(a.text()).toContain('count 1.')
    },
    { timeout: 30_000, interval: 200 },
  )
  await shows(a, 'Older messages')
  await bob.chime.channel(id).send('fresh news').done
  expect(a.text()).toContain('count 1.')
  a.type(key.escape)
  await shows(a, 'fresh news')
  expect(a.text()).not.toContain('count 1.')
})

test('completes names and commands, brings back what was written, takes a paste as one text', async () => {
  const id = await channelOf(ada, [bob], 'keys')
  const a = screenOf(ada, ['open', 'keys'])
  await shows(a, 'Nobody has written here yet.')
  a.type(`/he${key.tab}`)
  await shows(a, '> /help')
  a.type(key.enter)
  await shows(a, '── commands', 'open a channel')
  a.type(key.escape)
  await hides(a, '── commands')
  a.type(`hi @${bob.username.slice(0, -1)}${key.tab}`)
  await shows(a, `> hi @${bob.username}`)
  a.type(key.ctrlC)
  await hides(a, '> hi')
  a.type(key.paste('one\ntwo\u001b[31m'))
  await shows(a, '> one', 'two␛[31m')
  expect(await textsOf(ada.chime, id)).toEqual([])
  a.type(key.enter)
  await vi.waitFor(async () => expect(await textsOf(ada.chime, id)).toEqual(['one\ntwo\u001b[31m']), soon)
  a.type(key.up)
  await shows(a, '> one')
  a.type(`${key.ctrlC}/nonsense${key.enter}`)
  await shows(a, 'There is no /nonsense.')
})

test('without colour nothing is coloured, and the list still tells everything', async () => {
  const id = await channelOf(ada, [bob], 'aaa')
  await bob.chime.channel(id).send(`@${ada.username} look`).done
  await channelOf(ada, [bob], 'zzz')
  const a = openScreen(['open', 'zzz'], { ...ada.env, NO_COLOR: '1' }, size)
  open.push(a)
  await shows(a, '▸  #zzz')
  await vi.waitFor(() => expect(a.line('#aaa')).toMatch(/ #aaa +@1/), soon)
  expect(a.colours()).toBe(0)
})
