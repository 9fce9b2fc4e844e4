import { ChimeProvider, Conversation } from '@chime/ui/connected'

/** A chat in somebody's page, made of the connected parts. */
export function Chat({ url, token, channelId }: { url: string; token: string; channelId: string }) {
  return (
    <ChimeProvider url={url} token={token}>
      <Conversation channelId={channelId} />
    </ChimeProvider>
  )
}
