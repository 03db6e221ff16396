import { type Static, Type } from 'typebox'

export const rowsMax = 10_000

/** POST /v2/destinations/logdb/query. */
export const searchQuery = Type.Object({
  repo: Type.String({ description: 'Repo of the log search: destRepoName of the exports', minLength: 1 }),
  query: Type.String({
    description:
      'word "a phrase" field:value field:>5 field:[a TO b] field:val* AND OR NOT ( ) -word _exists_:field; words beside each other must all occur; empty: everything',
    default: '',
  }),
  from: Type.String({
    description: 'Only documents that arrived at or after this time, RFC 3339',
    default: '',
  }),
  to: Type.String({ description: 'Only documents that arrived before this time, RFC 3339', default: '' }),
  sort: Type.String({
    description: 'field:asc or field:desc, several separated by commas; default: the newest arrival first',
    default: '',
  }),
  offset: Type.Integer({
    description: 'How many documents to pass over',
    default: 0,
    minimum: 0,
    maximum: 100_000,
  }),
  size: Type.Integer({
    description: 'How many documents at most',
    default: 50,
    minimum: 0,
    maximum: rowsMax,
  }),
  highlight: Type.Optional(
    Type.Object(
      {
        preTag: Type.String({ default: '<em>' }),
        postTag: Type.String({ default: '</em>' }),
      },
      { description: 'Mark the words that were found' },
    ),
  ),
})
export type SearchQuery = Static<typeof searchQuery>
