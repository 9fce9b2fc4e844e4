import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { authorOf, importer, messages, nothing, renderLink } from '../fixtures/scene-props.tsx'
import { SearchPanel, type SearchPanelProps, type SearchResult } from '../ui.ts'

const long = `${'The notes of the week, all of them, from the first to the last. '.repeat(6)}And the batch that failed on Monday is fixed: it was the graph.`

const results: SearchResult[] = [...messages.slice(1, 6), { ...messages[6], content: long, number: 99 }]
  .flatMap((message) => (message && 'channelId' in message ? [message as (typeof messages)[number]] : []))
  .map((message, index) => ({
    message,
    author: authorOf(message.userId),
    place: index === 1 ? { title: 'launch week', kind: 'group' } : importer,
    highlights: [...message.content.matchAll(/batch|graph|row/g)].map((m) => [m.index, m.index + m[0].length] as const),
    href: `#${message.number}`,
  }))

function SearchScene(props: Partial<SearchPanelProps>) {
  return (
    <Chat
      pane="aside"
      aside={
        <SearchPanel
          query="batch"
          onQuery={nothing}
          order="newest"
          onOrder={nothing}
          channel={null}
          offeredChannel="importer"
          onScope={nothing}
          results={results}
          loading={false}
          error={null}
          onReload={nothing}
          hasMore={false}
          onMore={nothing}
          renderLink={renderLink}
          onClose={nothing}
          {...props}
        />
      }
    />
  )
}

/** The search panel beside a channel, in each of its states. */
export const searchScenes: Record<string, () => ReactNode> = {
  search: () => <SearchScene />,
  'search-start': () => <SearchScene query="" results={null} />,
  'search-channel': () => <SearchScene channel="support-escalations-and-other-long-names" order="best" />,
  'search-loading': () => <SearchScene results={null} loading />,
  'search-nothing': () => <SearchScene query="zebra" results={[]} />,
  'search-error': () => <SearchScene error="Chime is busy right now. Try again in a moment." />,
}
