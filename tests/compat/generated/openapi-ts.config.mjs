export default {
  input: '../../../docs/reference/openapi.json',
  output: { path: 'target/client', module: { extension: '.ts' } },
}
