/** Calls at most once in so many milliseconds, with the last arguments; `flush` calls at once, `stop` forgets. */
export function throttled<A extends readonly unknown[]>(milliseconds: number, call: (...args: A) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: A | undefined
  const run = () => {
    timer = undefined
    if (!waiting) return
    const args = waiting
    waiting = undefined
    call(...args)
    timer = setTimeout(run, milliseconds)
  }
  return {
    call(...args: A) {
      waiting = args
      if (timer === undefined) run()
    },
    flush(...args: A) {
      clearTimeout(timer)
      timer = undefined
      waiting = undefined
      call(...args)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      waiting = undefined
    },
  }
}
