import {
  compileCsvWriter,
  compileProjection,
  compileTextWriter,
  csvHeader,
  type LineWriter,
  type Schema,
} from '@sluice/model'
import type { KodoSpec } from './kodo-spec.ts'
import { mappedFields } from './mapped-fields.ts'

/** How records become bytes of a file. */
export interface FileFormat {
  /** With its dot, and .gz where it belongs. */
  readonly extension: string
  /** What every file begins with; may be empty. */
  readonly header: Buffer
  /** One line of the file for each record. */
  readonly writeLines: LineWriter
  readonly gzip: boolean
  /** The file gathers canonical lines of this schema; they become Parquet when it is closed. */
  readonly parquetSchema: Schema | undefined
}

export function fileFormat({ format, delimiter, compress, fields }: KodoSpec, schema: Schema): FileFormat {
  const mapped = mappedFields(fields, schema)
  const target = mapped.map(({ field }) => field)
  const mapping = mapped.map((one) => one.mapping)
  const project = compileProjection(mapping)
  const gzip = compress && format !== 'parquet'
  const extension = { json: '.json', text: '.txt', csv: '.csv', parquet: '.parquet' }[format]
  const plain = {
    extension: gzip ? `${extension}.gz` : extension,
    header: Buffer.alloc(0),
    writeLines: project,
    gzip,
    parquetSchema: undefined,
  }
  switch (format) {
    case 'json':
      return plain
    case 'text': {
      const writeText = compileTextWriter(target)
      return { ...plain, writeLines: (lines) => writeText(project(lines)) }
    }
    case 'csv': {
      const header = csvHeader(mapping, delimiter)
      return { ...plain, header, writeLines: compileCsvWriter(mapping, delimiter) }
    }
    case 'parquet':
      return { ...plain, parquetSchema: target }
  }
}
