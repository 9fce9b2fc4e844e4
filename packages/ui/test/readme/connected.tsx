import { ChimeRoot, type Components, PresenceDot, TypingLine } from '@chime/ui'
import { ChannelList, ChimeProvider, Conversation } from '@chime/ui/connected'

// The examples of the README. A test compares them, and another runs them.

// #region app
export function Chat({ url, token }: { url: string; token: string }) {
  return (
    <ChimeProvider url={url} token={token}>
      <div style={{ display: 'flex', height: '100vh' }}>
        <ChannelList />
        <Conversation />
      </div>
    </ChimeProvider>
  )
}
// #endregion

// #region support
export function Support({ url, token, channelId }: { url: string; token: string; channelId: string }) {
  return (
    <ChimeProvider url={url} token={token} theme="dark" style={{ height: 480 }}>
      <Conversation channelId={channelId} header={false} />
    </ChimeProvider>
  )
}
// #endregion

// #region slots
const components: Components = {
  MessageText: ({ Default, ...props }) => (
    <div className={props.text.startsWith('!') ? 'loud' : undefined}>
      <Default {...props} />
    </div>
  ),
}

export function Loud({ url, token, channelId }: { url: string; token: string; channelId: string }) {
  return (
    <ChimeProvider url={url} token={token} components={components}>
      <Conversation channelId={channelId} />
    </ChimeProvider>
  )
}
// #endregion

// #region pure
export function Presence({ name, typing }: { name: string; typing: string[] }) {
  return (
    <ChimeRoot theme="light">
      <PresenceDot status="online" /> {name}
      <TypingLine names={typing} />
    </ChimeRoot>
  )
}
// #endregion
