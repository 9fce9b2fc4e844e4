import type { Log } from '@chime/protocol'

/** A mail, in both forms in which programs show it. */
export type Letter = { subject: string; text: string; html: string }

/** The way out for mails. */
export interface Mail {
  /** Whether they are sent. Otherwise they are written to the log. */
  readonly isSent: boolean
  /** The name of this server, under which it writes. */
  readonly title: string
  /** The address of a page of the web app, to be opened from a mail. */
  link(path: string): string
  /**
   * Gives a mail to the mail server, which may still lose it. A mail server that refuses the address for good counts as
   * done, since another attempt would change nothing.
   *
   * @throws what hinders it now; the job that called is done again later
   */
  send(to: string, letter: Letter): Promise<void>
}

export type MailOptions = {
  /** Of the mail server, `smtps://user:password@host:port`. Null: each mail is written to the log. */
  smtpUrl: string | null
  /** `Name <address>`; the name is the title of this server. */
  from: { name: string; address: string }
  /** Where people reach the web app. It is configured: a `Host` header could be a stranger's. */
  baseUrl: URL
  log: Log
}
