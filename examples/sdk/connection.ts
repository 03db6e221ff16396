/** Where the server is and with which keys, from the same variables as the sluice command. */
export function connection(): { server: string; accessKey: string; secretKey: string } {
  const { SLUICE_SERVER: server = 'http://127.0.0.1:7758' } = process.env
  const { SLUICE_ACCESS_KEY: accessKey, SLUICE_SECRET_KEY: secretKey } = process.env
  if (!accessKey || !secretKey) throw new Error('set SLUICE_ACCESS_KEY and SLUICE_SECRET_KEY')
  return { server, accessKey, secretKey }
}
