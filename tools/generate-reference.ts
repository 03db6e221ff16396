// Writes the generated pages of docs/reference/: `node tools/run.mjs tools/generate-reference.ts`. A test fails while a page is
// not what it would write.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePages } from './reference-pages.ts'

for (const { path, text } of referencePages) {
  writeFileSync(join(import.meta.dirname, '..', path), await text())
  process.stdout.write(`${path}\n`)
}
