import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createChime } from '@chime/client'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { environment, type Person, person, run } from './chime.ts'

let server: ChimeServer
let ada: Person
/** A machine on which nobody is logged in yet. */
let env: Record<string, string>
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  env = environment(ada.home)
})
const chime = (args: string[], input?: string) => run(args, { env, input })
const logIn = () => chime(['login', server.url, '--username', ada.username], `${ada.password}\n`)

afterAll(async () => {
  ada.chime.close()
  await server.close()
})

test('who logs in stays logged in, by a file that nobody else can read', async () => {
  expect(await logIn()).toEqual({ code: 0, out: `Logged in as ${ada.username} at ${server.url}\n`, err: '' })
  const folder = join(ada.home, 'chime')
  expect(await readdir(folder)).toEqual(['account.json'])
  expect((await stat(join(folder, 'account.json'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(folder, 'account.json'), 'utf8')).not.toContain(ada.password)
  expect(await chime(['whoami'])).toMatchObject({ code: 0, out: `${ada.username} at ${server.url}\n` })
})

test('logging out ends the session on the server, and forgets it here', async () => {
  await logIn()
  const { token } = JSON.parse(await readFile(join(ada.home, 'chime/account.json'), 'utf8'))
  expect(await chime(['logout'])).toMatchObject({ code: 0, out: `Logged out of ${server.url}\n` })
  expect(await readdir(join(ada.home, 'chime'))).not.toContain('account.json')
  const former = createChime({ url: server.url, token })
  await expect(former.trpc.auth.sessions.query()).rejects.toThrow()
  expect(await chime(['whoami'])).toMatchObject({ code: 2, err: 'chime: You are not logged in: chime login <url>\n' })
})

test('a wrong password, a server that is not there and a session that ended are told in one line', async () => {
  const wrong = await chime(['login', server.url, '-u', ada.username], 'not the password\n')
  expect(wrong).toEqual({ code: 1, out: '', err: 'chime: Wrong name or password\n' })
  const nowhere = await chime(['login', 'http://127.0.0.1:9', '-u', ada.username], 'something\n')
  expect(nowhere.code).toBe(1)
  expect(nowhere.err).toBe('chime: http://127.0.0.1:9 cannot be reached: is it the address of a Chime server?\n')
  await logIn()
  const { token } = JSON.parse(await readFile(join(ada.home, 'chime/account.json'), 'utf8'))
  await createChime({ url: server.url, token }).trpc.auth.logout.mutate()
  expect(await chime(['channels'])).toEqual({
    code: 1,
    out: '',
    err: 'chime: The session has ended. Log in again: chime login\n',
  })
})

test('a machine on which nobody logs in takes address and token from the environment', async () => {
  expect(await ada.run(['whoami'])).toMatchObject({ code: 0, out: `${ada.username} at ${server.url}\n` })
})

test('the token never goes to another server than the one that it is from', async () => {
  await logIn()
  const elsewhere = { ...env, CHIME_URL: 'http://127.0.0.1:9' }
  const { code, err } = await run(['whoami'], { env: elsewhere })
  expect({ code, err }).toEqual({
    code: 2,
    err: `chime: You are logged in at ${server.url}, but CHIME_URL is http://127.0.0.1:9: chime login\n`,
  })
})

test('what is called wrongly says how it is called, with another exit code', async () => {
  expect(await chime(['history'])).toMatchObject({ code: 2, err: "error: missing required argument 'channel'\n" })
  const { code, err } = await chime(['history', 'general', '-n', 'many'])
  expect(code).toBe(2)
  expect(err).toContain('It takes a number from 1 on.')
  expect(await chime(['--help'])).toMatchObject({ code: 0, err: '' })
})
