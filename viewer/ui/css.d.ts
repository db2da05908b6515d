/** Style sheets as text, so that they can be adopted under a strict content security policy. */
declare module '*.css?inline' {
  const text: string
  export default text
}
