import { quoteText } from '@sluice/model'
import type { OutputColumn } from './canonical-sql.ts'
import { lineSql } from './canonical-sql.ts'
import type { Session } from './session.ts'

/** A checked SELECT and the columns that it gives. */
export interface CheckedSelect {
  readonly select: string
  readonly columns: readonly OutputColumn[]
}

/**
 * Compares what two queries give, as multisets of canonical lines. Writes at most `rowsMax` lines of each side to `output`,
 * in the order of their text, those of `before` first, and says how many each side has in all and how many were written.
 */
export async function writeDifference(
  { connection }: Session,
  [before, after]: readonly [CheckedSelect, CheckedSelect],
  { rowsMax, output, form }: { readonly rowsMax: number; readonly output: string; readonly form: string },
): Promise<{ before: Side; after: Side }> {
  await connection.run(`create temp table difference as
    select line, sum(side) as n from (
      select ${lineSql(before.columns)} as line, -1 as side from (\n${before.select}\n) as q(${aliases(before)})
      union all
      select ${lineSql(after.columns)}, 1 from (\n${after.select}\n) as q(${aliases(after)})
    ) group by line having sum(side) <> 0`)
  await connection.run(`create temp table shown as
    with first as (
      select line, n from difference qualify row_number() over (partition by n > 0 order by line) <= ${rowsMax}
    ), repeated as (
      select line, n > 0 as added, unnest(range(least(abs(n), ${rowsMax})::bigint)) from first
    )
    select line, added from repeated
    qualify row_number() over (partition by added order by line) <= ${rowsMax}`)
  await connection.run(`copy (select line from shown order by added, line) to ${quoteText(output)} ${form}`)
  const counted = await connection.runAndReadAll(`select
      (select coalesce(-sum(n) filter (n < 0), 0)::varchar from difference), (select count(*) from shown where not added),
      (select coalesce(sum(n) filter (n > 0), 0)::varchar from difference), (select count(*) from shown where added)`)
  const [lost = 0, lostShown = 0, added = 0, addedShown = 0] = (counted.getRows()[0] ?? []).map(Number)
  return { before: { count: lost, shown: lostShown }, after: { count: added, shown: addedShown } }
}

export interface Side {
  /** Rows that only this query gives. */
  readonly count: number
  /** How many of them were written. */
  readonly shown: number
}

const aliases = ({ columns }: CheckedSelect): string => columns.map((_, i) => `c${i}`).join(', ')
