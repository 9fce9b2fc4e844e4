import { createTransport } from 'nodemailer'
import type { Letter, MailOptions } from './mail.ts'

// Together they are shorter than a job may take.
const connectMs = 10_000
const greetMs = 10_000
const silenceMs = 30_000

type Sender = Pick<MailOptions, 'from' | 'log'> & { smtpUrl: string }

/** Gives one mail to the mail server: see `Mail.send`. */
export async function sendBySmtp({ smtpUrl, from, log }: Sender, to: string, letter: Letter): Promise<void> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: connectMs,
    greetingTimeout: greetMs,
    socketTimeout: silenceMs,
    // A letter is text. It must not be able to name a file or an address whose content is put into it.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    // Answers by machines, such as notes of absence, help nobody.
    const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
    await transport.sendMail({ from, to: { name: '', address: to }, headers, ...letter })
    log.debug({ subject: letter.subject }, 'mail sent')
  } catch (error) {
    const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number }
    // The text of the error may name the address.
    const details = { code, command, responseCode }
    if (command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500) {
      log.info(details, 'the mail server refuses an address; the mail is dropped')
      return
    }
    log.warn(details, 'a mail could not be sent; it is tried again')
    throw error
  } finally {
    transport.close()
  }
}
