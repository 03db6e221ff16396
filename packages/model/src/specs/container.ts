import { SluiceError } from '../errors.ts'

/** Container types that may be ordered (seed: create transform): cores and gigabytes. */
export const containerTypes = ['1U2G', '1U4G', '2U4G', '4U8G', '4U16G', '8U16G'] as const

export interface ContainerLimits {
  readonly threads: number
  readonly memoryBytes: number
}

const gibibyte = 1024 ** 3

/**
 * What a container gives a transform: the type's cores and memory, `count` (default 1) times. Besides the six types of the
 * seed's list takes the older spelling of its sample, `M16C4` = 16 GB and 4 cores, in the same six sizes and beyond
 * (protocol §10.4). Errors: E18213 for the type, E18214 for the count.
 */
export function parseContainer(container: {
  readonly type: string
  readonly count?: number
}): ContainerLimits {
  const { threads, memoryBytes } = typeLimits(container.type)
  const count = container.count ?? 1
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(count * memoryBytes))
    throw new SluiceError('E18214', `container count ${count} is invalid: give a whole number from 1 on`)
  return { threads: threads * count, memoryBytes: memoryBytes * count }
}

function typeLimits(type: string): ContainerLimits {
  if (containerTypes.some((known) => known === type)) {
    const [threads = 1, gigabytes = 2] = type.split(/\D/).map(Number)
    return { threads, memoryBytes: gigabytes * gibibyte }
  }
  const legacy = /^M([1-9]\d{0,2})C([1-9]\d{0,2})$/.exec(type)
  if (legacy) return { threads: Number(legacy[2]), memoryBytes: Number(legacy[1]) * gibibyte }
  throw new SluiceError(
    'E18213',
    `container type '${type.slice(0, 40)}' is not supported: use one of ${containerTypes.join(', ')}`,
  )
}
