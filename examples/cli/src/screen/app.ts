import type { Chime, Message, Readable } from '@chime/client'
import { findChannel } from '../channel/find.ts'
import { People } from '../people.ts'
import { explain, Problem } from '../problem.ts'
import { complete } from './complete.ts'
import { Conversation } from './conversation.ts'
import { frameOf, roomOf } from './frame.ts'
import { helpLines } from './help.ts'
import { type Action, actionOf, edit } from './keys.ts'
import { entriesOf, sidebarLines } from './sidebar.ts'
import { runSlash, type Screen } from './slash.ts'
import type { Frame, Press, Terminal } from './terminal.ts'
import { connectionText, statusText, titleText, typingText } from './view.ts'
import { Writing } from './writing.ts'

/** The full screen: what is open, and what a key does. */
export class App {
  readonly #chime: Chime
  readonly #terminal: Terminal
  readonly #people: People
  readonly #writing = new Writing()
  readonly #watched = new Map<Pick<Readable<unknown>, 'subscribe'>, () => void>()
  readonly #over = Promise.withResolvers<void>()
  readonly #screen: Screen
  #conversation: Conversation | null = null
  #notice = ''
  /** The first line of the help that is shown; null: no help. */
  #helpFrom: number | null = null
  #isFocused = true
  #asksToQuit = false
  #isDrawPlanned = false

  constructor(chime: Chime, terminal: Terminal) {
    this.#chime = chime
    this.#terminal = terminal
    this.#people = new People(chime, this.#draw)
    const conversation = () => this.#conversation
    this.#screen = {
      chime,
      get conversation() {
        return conversation()
      },
      show: (channelId) => this.#show(channelId),
      openThread: (number) => this.#openThread(number),
      closeThread: () => this.#closeThread(),
      edit: (message) => this.#writing.edit(message),
      help: () => {
        this.#helpFrom = 0
      },
      quit: () => this.#quit(),
    }
  }

  /** Resolves when somebody quits. @throws Problem when the session is over, or the channel is not there */
  async run(name: string | undefined): Promise<void> {
    const { connection, channels, threads, me, unsent } = this.#chime
    for (const readable of [connection, channels, threads, me, unsent]) this.#watch(readable)
    const unlisten = this.#chime.on('message', ({ message }) => this.#ring(message))
    // The time until the next try is part of the picture.
    const clock = setInterval(() => connection.get().status !== 'online' && this.#draw(), 1_000)
    const quit = () => this.#over.resolve()
    process.on('SIGTERM', quit).on('SIGHUP', quit)
    this.#terminal.start({
      press: (press) => this.#press(press),
      resize: this.#draw,
      focus: (isFocused) => {
        this.#isFocused = isFocused
        this.#draw()
      },
    })
    this.#draw()
    try {
      await Promise.race([this.#begin(name), this.#over.promise])
      await this.#over.promise
    } finally {
      clearInterval(clock)
      process.off('SIGTERM', quit).off('SIGHUP', quit)
      unlisten()
      for (const unwatch of this.#watched.values()) unwatch()
      this.#conversation?.close()
      this.#terminal.stop()
    }
  }

  async #begin(name: string | undefined): Promise<void> {
    await this.#chime.ready()
    const channels = this.#chime.channels.get()
    const unread = channels.find(({ membership }) => (membership?.unread ?? 0) > 0)
    const first = name === undefined ? (unread ?? channels[0]) : await findChannel(this.#chime, name)
    if (first) {
      this.#chime.addChannels([first])
      this.#show(first.id)
    } else this.#notice = 'You are in no channel yet: /join <channel>, /create <name> or /dm <user>'
    this.#draw()
  }

  #watch(readable: Pick<Readable<unknown>, 'subscribe'>): void {
    if (!this.#watched.has(readable)) this.#watched.set(readable, readable.subscribe(this.#draw))
  }

  /** Everything that changes within one turn is one picture. */
  readonly #draw = (): void => {
    if (this.#isDrawPlanned) return
    this.#isDrawPlanned = true
    setImmediate(() => {
      this.#isDrawPlanned = false
      this.#writing.takeDraft()
      this.#markRead()
      this.#terminal.draw(this.#frame())
    })
  }

  #frame(): Frame {
    const chime = this.#chime
    const conversation = this.#conversation
    const entries = entriesOf(chime, (readable) => this.#watch(readable))
    const view = {
      connection: connectionText(chime),
      sidebar: (width: number, height: number) =>
        sidebarLines(entries, conversation?.channel.id ?? null, width, height),
      title: conversation ? titleText(chime, conversation) : '',
      body: (width: number, height: number) =>
        this.#helpFrom === null
          ? { lines: conversation?.visible(width, height, this.#people) ?? [], isTop: false }
          : { lines: helpLines(width).slice(this.#helpFrom), isTop: true },
      typing: conversation ? typingText(conversation.channel.typing.get(), this.#people) : '',
      composer: this.#writing.composer,
      status: statusText(chime, { notice: this.#notice, editing: this.#writing.editing, conversation }),
    }
    return frameOf(view, this.#terminal.size)
  }

  #press(press: Press): void {
    this.#notice = ''
    const action = actionOf(press)
    if (action !== 'quit') this.#asksToQuit = false
    if (action) this.#act(action)
    else if (edit(this.#writing.composer, press)) this.#writing.changed()
    this.#draw()
  }

  #act(action: Action): void {
    const { composer } = this.#writing
    if (action === 'quit' && composer.text) this.#writing.clear()
    else if (action === 'quit' || (action === 'endOfInput' && !composer.text)) this.#quit()
    else if (action === 'submit') this.#submit()
    else if (action === 'complete') this.#try(this.#complete())
    else if (action === 'escape') this.#escape()
    else if (action === 'next') this.#step(1)
    else if (action === 'previous') this.#step(-1)
    else if (action === 'latest') this.#conversation?.toLatest()
    else if (action === 'redraw') this.#terminal.forget()
    else this.#scroll(action)
  }

  #scroll(action: Action): void {
    const { width, height } = roomOf(this.#terminal.size, this.#writing.composer.text)
    const isUp = action === 'pageUp' || action === 'lineUp'
    const rows = (isUp ? -1 : 1) * (action === 'lineUp' || action === 'lineDown' ? 1 : height - 1)
    if (this.#helpFrom === null) this.#conversation?.scroll(rows, width, height, this.#people)
    else this.#helpFrom = Math.max(0, Math.min(this.#helpFrom + rows, helpLines(width).length - height))
  }

  async #complete(): Promise<void> {
    const others = await complete(this.#chime, this.#writing.composer)
    this.#writing.changed()
    this.#say(others.join('  '))
  }

  #submit(): void {
    const command = this.#writing.takeCommand()
    this.#helpFrom = null
    if (command !== null) this.#try(runSlash(this.#screen, command))
    else {
      this.#conversation?.toLatest()
      this.#try(this.#writing.send())
    }
  }

  #escape(): void {
    if (this.#helpFrom !== null) this.#helpFrom = null
    else if (this.#writing.editing) this.#writing.clear()
    else if (this.#conversation?.isAtBottom === false) this.#conversation.toLatest()
    else this.#closeThread()
  }

  /** To the channel above or below in the list; from a thread, to that beside its channel. */
  #step(by: 1 | -1): void {
    const { channel, parent } = this.#conversation ?? {}
    const ids = entriesOf(this.#chime, () => {}).map(({ id }) => id)
    const at = Math.max(ids.indexOf(channel?.id ?? ''), ids.indexOf(parent?.channelId ?? ''))
    const next = ids[(at + by + ids.length) % ids.length]
    if (next) this.#show(next)
  }

  #show(channelId: string): void {
    if (this.#conversation?.channel.id === channelId) return
    const parent = this.#chime.threads.get().find(({ id }) => id === channelId)?.parent ?? null
    this.#open(new Conversation(this.#chime.channel(channelId), parent, this.#draw))
  }

  async #openThread(number: number): Promise<void> {
    const above = this.#conversation
    if (!above) return
    const thread = await above.channel.thread(number)
    this.#open(new Conversation(thread, { channelId: above.channel.id, number }, this.#draw))
  }

  #closeThread(): void {
    if (this.#conversation?.parent) this.#show(this.#conversation.parent.channelId)
  }

  #open(conversation: Conversation): void {
    this.#conversation?.close()
    this.#conversation = conversation
    this.#writing.turnTo(conversation.channel)
    this.#helpFrom = null
  }

  /** Only what somebody sees is read. */
  #markRead(): void {
    const { channel, isAtBottom } = this.#conversation ?? {}
    if (!channel || !isAtBottom || !this.#isFocused || this.#helpFrom !== null) return
    if (channel.timeline.get().status !== 'ready') return
    if ((channel.summary.get()?.membership?.unread ?? 0) > 0) void channel.markRead()
  }

  /** Somebody is called, and does not look. */
  #ring({ mentions, userId, editedAt }: Message): void {
    const me = this.#chime.me.get()?.id
    if (!this.#isFocused && me && userId !== me && !editedAt && mentions.userIds.includes(me)) this.#terminal.bell()
  }

  #quit(): void {
    const unsent = this.#chime.unsent.get()
    if (unsent > 0 && !this.#asksToQuit) {
      this.#asksToQuit = true
      this.#say(`${unsent} not sent yet: that happens when you open chime again. Ctrl-C once more quits`)
    } else this.#over.resolve()
  }

  #say(notice: string): void {
    this.#notice = notice
    this.#draw()
  }

  #try(work: Promise<unknown>): void {
    work.then(this.#draw, (error: unknown) => this.#say(error instanceof Problem ? error.message : explain(error)))
  }
}
