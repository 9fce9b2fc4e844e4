import type { Person } from '@chime/testing/node'

// For the tests of search.

type Input = Parameters<Person['trpc']['messages']['search']['query']>[0]

export const search = (who: Pick<Person, 'trpc'>, input: string | Input) =>
  who.trpc.messages.search.query(typeof input === 'string' ? { query: input } : input)

/** The contents of the messages that are found. */
export const contents = async (who: Pick<Person, 'trpc'>, input: string | Input) =>
  (await search(who, input)).messages.map(({ content }) => content)
