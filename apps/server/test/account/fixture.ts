import { oneNode, soon } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { linkIn, type Received, startSmtp, type TestSmtp } from '@chime/testing/smtp'
import { vi } from 'vitest'

export const password = 'a horse, a battery and a staple'
export const otherPassword = 'a whale, a lantern and a stone'

/** One node and a real mail server, with an admin who has registered. */
export async function mailingNode(environment: Record<string, string> = {}) {
  const smtp = await startSmtp()
  const node = await oneNode({ ...smtp.environment, ...environment })
  let serial = 0
  const somebody = (more: object = {}) => {
    const username = `somebody-${++serial}`
    return { username, email: `${username}@example.com`, password, ...more }
  }
  const auth = (verb: string, input?: object, token?: string, address = '10.0.0.1') =>
    call(node.url, `auth.${verb}`, {
      input,
      method: verb === 'me' || verb === 'options' ? 'GET' : 'POST',
      headers: { 'x-forwarded-for': address, ...(token && { authorization: `Bearer ${token}` }) },
    })
  return {
    ...node,
    smtp,
    somebody,
    auth,
    /** Registers, and confirms the address by the mail. */
    async verified() {
      const account = somebody()
      const { data } = await auth('register', account)
      const { token } = data as { token: string }
      const { token: secret } = linkIn(await mailTo(smtp, account.email, 'Confirm'))
      await auth('verifyEmail', { token: secret })
      return { ...account, token }
    },
    async stop() {
      await node.stop()
      await smtp.stop()
    },
  }
}
export type MailingNode = Awaited<ReturnType<typeof mailingNode>>

/** Waits for the newest mail to this address whose subject has this word. With `before`, for one more than so many. */
export async function mailTo(smtp: TestSmtp, address: string, subject: string, before = 0): Promise<Received> {
  return vi.waitFor(() => {
    const found = smtp.to(address).filter((mail) => mail.subject?.includes(subject))
    const newest = found.at(-1)
    if (!newest || found.length <= before) throw new Error(`no mail to ${address} with ${subject}`)
    return newest
  }, mailSoon)
}

/** A mail that is added with a transaction leaves some seconds later. */
const mailSoon = { ...soon, timeout: 15_000 }

export const resultOf = ({ status, error }: Awaited<ReturnType<MailingNode['auth']>>) =>
  error ? String(error.data.reason) : status
