import { Command, InvalidArgumentError } from '@commander-js/extra-typings'
import { readAccount } from './account/account.ts'
import { connected } from './account/connect.ts'
import { login } from './account/login.ts'
import { logout } from './account/logout.ts'
import { findChannel } from './channel/find.ts'
import { listChannels } from './command/channels.ts'
import { history } from './command/history.ts'
import { open } from './command/open.ts'
import { piecesOf, send, textToSend } from './command/send.ts'
import { tail } from './command/tail.ts'
import { jsonLine } from './message/clean.ts'
import { print } from './output.ts'
import { titleOf } from './people.ts'

const channels = 'A channel is #general or general, @ada for a direct conversation, or an id.'

/** What `chime` understands. `chime help <command>` prints it. */
export const program = new Command('chime')
  .description(`Chime in your terminal. Without a command: the full screen.\n\n${channels}`)
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: false })
  .exitOverride()

program
  .command('login [server]')
  .description('log in; asks for what is missing, the password without showing it')
  .option('-u, --username <name>', 'username or e-mail; the password then comes from standard input or CHIME_PASSWORD')
  .option('--code <code>', 'the code of your authenticator app, if your account needs one')
  .action(async (server, options) => print(await login(server, options)))

program
  .command('logout')
  .description('end the session, here and on the server')
  .action(async () => print(await logout()))

program
  .command('whoami')
  .description('who is logged in, and where')
  .option('--json', 'as JSON')
  .action(async (options) => {
    const { url } = await readAccount()
    const me = await connected(async (chime) => chime.trpc.auth.me.query())
    await print(options.json ? jsonLine({ url, ...me }) : `${me.username} at ${url}`)
  })

program
  .command('channels')
  .description('your channels: what is unread, and what is for you')
  .option('-a, --all', 'also those that you could join')
  .option('--json', 'one JSON object on each line')
  .action((options) => connected((chime) => listChannels(chime, options)))

program
  .command('join <channel>')
  .description('join a channel that is open to everybody')
  .action((name) =>
    connected(async (chime) => {
      const joined = await chime.trpc.channels.join.mutate({ channelId: (await findChannel(chime, name)).id })
      await print(`You are in ${titleOf(joined)}`)
    }),
  )

program
  .command('history <channel>')
  .description('print messages, the oldest first')
  .option('-n, --count <number>', 'how many', positive, 50)
  .option('-b, --before <number>', 'those before this message', positive)
  .option('-t, --thread <number>', 'the thread below this message', positive)
  .option('--json', 'one JSON object on each line')
  .action((channel, options) => connected((chime) => history(chime, channel, options)))

program
  .command('send <channel> [text...]')
  .description('send a message; without text, what comes on standard input: echo done | chime send general')
  .option('-r, --reply <number>', 'as a reply to this message', positive)
  .option('-t, --thread <number>', 'in the thread below this message', positive)
  .option('--split', 'cut a text that is too long into several messages')
  .option('--json', 'print what was sent, as JSON')
  .action(async (channel, words, options) => {
    const pieces = await piecesOf(await textToSend(words), options)
    await connected((chime) => send(chime, channel, pieces, options))
  })

program
  .command('tail <channel...>')
  .description('print messages as they come, until Ctrl-C')
  .option('-n, --count <number>', 'how many of the last ones first, 50 at most', upTo50, 10)
  .option('--json', 'one JSON object on each line')
  .action((names, options) => connected((chime) => tail(chime, names, options)))

program
  .command('open [channel]', { isDefault: true })
  .description('the full screen: channels, messages, threads; /help there tells the keys')
  .action((channel) => open(channel))

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It takes a number from 1 on.')
  return value
}

function upTo50(text: string): number {
  const value = text === '0' ? 0 : positive(text)
  if (value > 50) throw new InvalidArgumentError('50 at most; chime history prints more.')
  return value
}
