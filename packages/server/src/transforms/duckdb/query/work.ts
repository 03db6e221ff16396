import type { Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'

/**
 * Translating happens in the server's process, which answers others meanwhile. Some parts of a query are written several
 * times (aliases that use aliases, lambdas, arguments of functions), so that a short one could take hours or fill the memory.
 */

/** Characters of DuckDB's SQL that all expressions of a query may have together, each counted with what is inside it: a
 *  second or two. A list of a megabyte's values has 10 million, a chain of 5000 sums 100 million. */
export const workMax = 400_000_000

/** What an expression counts beside its characters. */
const expressionCost = 300

/** Characters of one expression. */
export const expressionLengthMax = 16_000_000

/** Columns of one SELECT: those of a repo and of all that it can be joined with. `select *, *, …` doubles them by a letter. */
export const columnsMax = 5_000

/** Counts what is written. Errors: TextError at the expression that is too much. */
export function createWork(): (sqlLength: number, at: Span) => void {
  let done = 0
  return (sqlLength, at) => {
    done += sqlLength + expressionCost
    if (done > workMax || sqlLength > expressionLengthMax)
      throw new TextError(
        'the query becomes too large here: shorten it, or compute parts of it in subqueries',
        at,
      )
  }
}

export function checkColumns(count: number, at: Span): void {
  if (count > columnsMax)
    throw new TextError(`this makes ${count} columns: a SELECT can have ${columnsMax}`, at)
}
