import { styleText } from 'node:util'

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Wider cells are cut. */
  readonly widthMax?: number
  readonly style?: (cell: string) => Style | undefined
}

export type Style = Parameters<typeof styleText>[0]

/** Rows as text, columns aligned, without trailing spaces. */
export function printTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { colour = false } = {},
): string {
  const cells = rows.map((row) => columns.map((column, at) => cut(plain(row[at] ?? ''), column.widthMax)))
  const widths = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[at] ?? ''))),
  )
  const line = (texts: readonly string[], style: (text: string, column: Column) => string) =>
    columns
      .map((column, at) => {
        const text = texts[at] ?? ''
        const space = ' '.repeat((widths[at] ?? 0) - textWidth(text))
        const last = at === columns.length - 1 && column.align !== 'right'
        const styled = style(text, column)
        return column.align === 'right' ? space + styled : last ? styled : styled + space
      })
      .join('  ')
      .trimEnd()
  const titles = columns.map(({ title }) => title)
  return [
    line(titles, (text) => (colour ? styleText('bold', text, { validateStream: false }) : text)),
    ...cells.map((row) => line(row, (text, column) => (colour ? styled(text, column) : text))),
  ]
    .map((text) => `${text}\n`)
    .join('')
}

function styled(text: string, { style }: Column): string {
  const chosen = style?.(text)
  return chosen ? styleText(chosen, text, { validateStream: false }) : text
}

/** Control characters are shown, not sent: what a record holds must not move the cursor. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    JSON.stringify(character).slice(1, -1),
  )
}

function cut(text: string, widthMax = Number.POSITIVE_INFINITY): string {
  if (textWidth(text) <= widthMax) return text
  let kept = ''
  let width = 1
  for (const character of text) {
    width += textWidth(character)
    if (width > widthMax) break
    kept += character
  }
  return `${kept}…`
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/** Columns of a terminal: East Asian characters take two. */
export function textWidth(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0)
}
