/**
 * The package's own file of the generator that we use. Its index pulls in six more, which a bundler cannot leave out:
 * 6 kB in every page.
 */
declare module 'seedrandom/seedrandom.js' {
  import seedrandom from 'seedrandom'
  export default seedrandom
}
