import type { Trpc } from '@chime/client'
import type * as p from '@chime/protocol'

type I<T extends { input: { _zod: { input: unknown } } }> = T['input']['_zod']['input']
type O<T extends { output: { _zod: { output: unknown } } }> = T['output']['_zod']['output']
type Options = { signal?: AbortSignal }
type Q<Input, Output> = { query(input: Input, options?: Options): Promise<Output> }
type M<Input, Output> = { mutate(input: Input): Promise<Output> }

/** Procedures of the contract that the router may not have yet. Goes when it has them. */
type Coming = {
  messages: { search: Q<I<typeof p.messagesSearch>, O<typeof p.messagesSearch>> }
  admin: {
    reports: Q<I<typeof p.adminReports>, O<typeof p.adminReports>>
    resolveReport: M<I<typeof p.adminResolveReport>, O<typeof p.adminResolveReport>>
  }
  emoji: {
    create: M<I<typeof p.emojiCreate>, O<typeof p.emojiCreate>>
    delete: M<I<typeof p.emojiDelete>, O<typeof p.emojiDelete>>
  }
  users: { update: M<I<typeof p.usersUpdate>, O<typeof p.usersUpdate>> }
  channels: { setDraft: M<I<typeof p.channelsSetDraft>, O<typeof p.channelsSetDraft>> }
}

export function withComing(trpc: Trpc): Trpc & Coming {
  // The stock client sends whatever path it is asked for.
  return trpc as Trpc & Coming
}
