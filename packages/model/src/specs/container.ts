import { SluiceError } from '../errors.ts'

/** What a container type stands for, times its count. */
export interface ContainerSize {
  readonly threads: number
  readonly memoryBytes: number
}

/** The seed's list, cores and gigabytes. */
const containerTypes = ['1U2G', '1U4G', '2U4G', '4U8G', '4U16G', '8U16G'] as const

const gigabyte = 1024 ** 3

/**
 * Size of a container: one of the seed's types, or its sample's older spelling `M<memory>C<cores>` (`M16C4` = 4 cores,
 * 16 GB). Errors: E18213 unknown type, E18214 count below 1 or not whole.
 */
export function parseContainer({
  type,
  count = 1,
}: {
  type: string
  count?: number | undefined
}): ContainerSize {
  if (!Number.isInteger(count) || count < 1)
    throw new SluiceError('E18214', `container count ${count} is invalid: it is a whole number, at least 1`)
  const { cores, gigabytes } = parseType(type)
  return { threads: cores * count, memoryBytes: gigabytes * count * gigabyte }
}

function parseType(type: string): { cores: number; gigabytes: number } {
  const listed = containerTypes.find((known) => known === type)
  const modern = listed && /^(\d+)U(\d+)G$/.exec(listed)
  if (modern) return { cores: Number(modern[1]), gigabytes: Number(modern[2]) }
  const older = /^M([1-9]\d{0,2})C([1-9]\d{0,2})$/.exec(type)
  if (older) return { cores: Number(older[2]), gigabytes: Number(older[1]) }
  throw new SluiceError(
    'E18213',
    `container type '${type}' is unknown: use one of ${containerTypes.join(', ')}`,
  )
}
