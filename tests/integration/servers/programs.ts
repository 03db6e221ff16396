/**
 * The servers that integration tests run against, and where each comes from: the one place with their versions. To add one,
 * give it a line here and a file beside this one that starts it (see s3.ts).
 */
export const programs = {
  /** S3 over a folder. */
  versitygw: { from: 'go', package: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' },
  /** MongoDB's wire protocol, over an H2 file. MongoDB itself is in none of the registries that a build may use. */
  'mongo-java-server': {
    from: 'maven',
    artifacts: [
      'de.bwaldvogel:mongo-java-server:1.47.0',
      'de.bwaldvogel:mongo-java-server-h2-backend:1.47.0',
    ],
  },
  /** The server without its launcher, which refuses to run as root. */
  opensearch: {
    from: 'maven',
    artifacts: ['org.opensearch.distribution.integ-test-zip:opensearch:2.19.4:zip'],
  },
  /** As above, without the modules of its default distribution: no data streams. */
  elasticsearch: {
    from: 'maven',
    artifacts: ['org.elasticsearch.distribution.integ-test-zip:elasticsearch:8.19.0:zip'],
  },
  mariadb: { from: 'debian', packages: ['mariadb-server-core'] },
  postgresql: { from: 'debian', packages: ['postgresql-15'] },
  influxdb: { from: 'debian', packages: ['influxdb'] },
  questdb: { from: 'maven', artifacts: ['org.questdb:questdb:9.3.4'] },
  victoriametrics: { from: 'debian', packages: ['victoria-metrics'] },
} as const satisfies { readonly [name: string]: Program }

export type ProgramName = keyof typeof programs

export type Program = GoProgram | MavenProgram | DebianProgram

/** Built by `go install package@version`: the binary lies in the program's folder under the package's last name. */
export interface GoProgram {
  readonly from: 'go'
  readonly package: string
  readonly version: string
}

/** Jars and all they depend on, side by side in the program's folder; archives (type zip) are unpacked there. */
export interface MavenProgram {
  readonly from: 'maven'
  /** group:artifact:version[:type[:classifier]] */
  readonly artifacts: readonly string[]
}

/**
 * Packages and what they depend on beyond what the machine has, unpacked into the program's folder (`usr/sbin/…`) without
 * being installed: no service starts, nothing else changes. The distribution decides their versions.
 */
export interface DebianProgram {
  readonly from: 'debian'
  readonly packages: readonly string[]
}
