import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

// A real mail server, which keeps what it gets.

export type Received = Email & { recipients: string[] }
export type TestSmtp = Awaited<ReturnType<typeof startSmtp>>

/** @param options of the server, such as what it refuses. Without them it takes everything, unencrypted */
export async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      stream.toArray().then(async (chunks) => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ ...(await PostalMime.parse(Buffer.concat(chunks))), recipients })
        done()
      }, done)
    },
    ...options,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo // listening on TCP, so never a pipe's string
  return {
    port,
    /** What a node needs to send its mails here. */
    environment: {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'The Lighthouse <lighthouse@chime.example>',
      PUBLIC_URL: 'http://chime.example',
    },
    mails,
    /** The mails to this address, oldest first. */
    to: (address: string) =>
      mails.filter(({ recipients }) => recipients.some((one) => one.toLowerCase() === address.toLowerCase())),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** The address in a mail that is to be opened, and the secret of its link. */
export function linkIn({ text = '' }: Pick<Email, 'text'>): { url: string; token: string } {
  const url = /^https?:\S+$/m.exec(text)?.[0]
  if (url === undefined) throw new Error(`there is no link in: ${text}`)
  return { url, token: new URL(url).hash.slice(1) }
}
