import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseCaseFile, type SqlCase } from './case-file.ts'

const folder = join(import.meta.dirname, 'cases')

/**
 * The cases, by file. `filePart` is part of a file's name, or `<part>:<line>` for the case at that line; `titlePart` is
 * part of a title.
 */
export function findCases(filePart = '', titlePart = ''): Map<string, SqlCase[]> {
  const [namePart = '', line] = filePart.split(':')
  const found = new Map<string, SqlCase[]>()
  for (const path of globSync('*.sql', { cwd: folder }).map(String).sort()) {
    if (!join('cases', path).includes(namePart)) continue
    const file = relative(process.cwd(), join(folder, path))
    const cases = parseCaseFile(file, readFileSync(join(folder, path), 'utf8')).filter(
      (one) => one.title.includes(titlePart) && (line === undefined || isAt(one, Number(line))),
    )
    if (cases.length > 0) found.set(path, cases)
  }
  return found
}

const isAt = (one: SqlCase, line: number) => line >= one.line && line < one.lineEnd
