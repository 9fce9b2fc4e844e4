import type { Mail, MailOptions } from './mail.ts'

/** Mails by SMTP, or into the log. */
export function createMail({ smtpUrl, from, baseUrl, log }: MailOptions): Mail {
  const common = { title: from.name, link: (path: string) => new URL(path, baseUrl).href }
  if (smtpUrl !== null) {
    return {
      ...common,
      isSent: true,
      async send(to, letter) {
        // Imported only when the first mail is sent, to spare memory.
        const { sendBySmtp } = await import('./smtp.ts')
        await sendBySmtp({ smtpUrl, from, log }, to, letter)
      },
    }
  }
  return {
    ...common,
    isSent: false,
    async send(to, { subject, text }) {
      log.info({ to, subject, text }, 'a mail, which is not sent because SMTP_URL is not set')
    },
  }
}
