import { createMail } from '@chime/api'
import { oneNode, soon } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { linkIn, startSmtp } from '@chime/testing/smtp'
import { afterEach, describe, expect, it, vi } from 'vitest'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const log = () => {
  const lines: { level: string; details: object; text: string }[] = []
  const at = (level: string) => (details: object, text?: string) => lines.push({ level, details, text: text ?? '' })
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}
const from = { name: 'Tom & "Ann" <team>', address: 'chime@chime.example' }
const letter = { subject: 'A subject', text: 'A text\n\nhttp://chime.example/verify-email#secret', html: '<p>A text' }
const baseUrl = new URL('https://chime.example')

async function smtpWith(options: Parameters<typeof startSmtp>[0] = {}) {
  const smtp = await startSmtp(options)
  closing.push(() => smtp.stop())
  return smtp
}

describe('mails by SMTP', () => {
  it('arrive from the configured sender, in both forms, marked as sent by a machine', async () => {
    const smtp = await smtpWith()
    const mail = createMail({ smtpUrl: `smtp://127.0.0.1:${smtp.port}`, from, baseUrl, log: log().log })
    await mail.send('ada@example.com', letter)
    expect(smtp.mails).toMatchObject([
      { recipients: ['ada@example.com'], from, subject: 'A subject', html: expect.stringContaining('<p>A text') },
    ])
    expect(smtp.mails[0]?.text?.trim()).toBe(letter.text)
    expect(smtp.mails[0]?.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted' }))
  })

  it('are sent with user and password, and the log holds neither the address nor the password when that fails', async () => {
    const seen: unknown[] = []
    const smtp = await smtpWith({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        seen.push([username, password])
        if (password === 'right') done(null, { user: username })
        else done(new Error('no'))
      },
    })
    const { lines, log: told } = log()
    const at = (password: string) =>
      createMail({ smtpUrl: `smtp://chime:${password}@127.0.0.1:${smtp.port}`, from, baseUrl, log: told })
    await at('right').send('ada@example.com', letter)
    expect(smtp.mails).toHaveLength(1)
    await expect(at('wrong%20one').send('ada@example.com', letter)).rejects.toThrow()
    expect(seen).toEqual([
      ['chime', 'right'],
      ['chime', 'wrong one'],
    ])
    const warned = lines.filter(({ level }) => level !== 'debug')
    expect(warned).toMatchObject([{ level: 'warn', details: { code: 'EAUTH' } }])
    expect(JSON.stringify(warned)).not.toMatch(/wrong|ada@/)
  })

  it('to an address that is refused for good are dropped; what is refused for now is an error', async () => {
    let code = 550
    const smtp = await smtpWith({
      onRcptTo(_address, _session, done) {
        done(Object.assign(new Error('no such mailbox'), { responseCode: code }))
      },
    })
    const mail = createMail({ smtpUrl: `smtp://127.0.0.1:${smtp.port}`, from, baseUrl, log: log().log })
    await mail.send('gone@example.com', letter)
    code = 450
    await expect(mail.send('busy@example.com', letter)).rejects.toThrow()
    expect(smtp.mails).toEqual([])
  })

  it('are sent later when the mail server is away for a while, each with a link that works', {
    timeout: 40_000,
  }, async () => {
    let refused = 0
    const smtp = await smtpWith({
      onMailFrom(_address, _session, done) {
        if (refused++ < 2) done(Object.assign(new Error('come back later'), { responseCode: 451 }))
        else done()
      },
    })
    const node = await oneNode(smtp.environment)
    closing.push(() => node.stop())
    const account = { username: 'ada', email: 'ada@example.com', password: 'a horse, a battery and a staple' }
    await call(node.url, 'auth.register', { input: account })
    await vi.waitFor(() => expect(smtp.to(account.email)).toHaveLength(1), { ...soon, timeout: 30_000 })
    expect(refused).toBe(3)
    const [sent] = smtp.mails
    const { status } = await call(node.url, 'auth.verifyEmail', { input: { token: linkIn(sent ?? {}).token } })
    expect(status).toBe(200)
  })
})

it('without a mail server, a mail with its link is in the log, and nothing is sent', async () => {
  const { lines, log: told } = log()
  const mail = createMail({ smtpUrl: null, from, baseUrl, log: told })
  await mail.send('ada@example.com', letter)
  expect(lines).toMatchObject([
    { level: 'info', details: { to: 'ada@example.com', text: expect.stringContaining('#secret') } },
  ])
})
