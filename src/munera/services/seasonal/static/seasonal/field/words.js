// Words and how things are written: sentences as they stand on the page, days, moments, amounts and spans of time in
// its language. ``timeZone`` is asked for each time: it comes with the employer.
const Words = (root, timeZone) => {
  const word = (name, places = {}) => Object.entries(places).reduce(
    (sentence, [place, value]) => sentence.replaceAll(`{${place}}`, value),
    root.querySelector(`[data-word="${name}"]`).textContent.trim(),
  )
  const spoken = root.closest('[lang]').lang
  const language = `${spoken === 'en' ? 'en-GB' : spoken}-u-nu-latn-hc-h23`
  const number = new Intl.NumberFormat(language)
  const amount = new Intl.NumberFormat(language, { minimumFractionDigits: 2 })
  const dayName = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  const shortDay = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
  const units = ['day', 'hour', 'minute', 'second'].map((unit) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }))
  const writtenDay = (on, format = dayName) => format.format(new Date(`${on}T00:00Z`))
  const moment = (at, exact = {}) => new Intl.DateTimeFormat(language, {
    weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...exact, timeZone: timeZone(),
  }).format(new Date(at))
  const exactMoment = (at) => moment(at, { second: '2-digit' })
  function span(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000))
    const minutes = Math.floor(seconds / 60)
    if (!minutes) return units[3].format(seconds)
    const counts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
    const first = counts.findIndex(Boolean)
    return counts.map((count, place) => [count, place]).slice(first, first + 2).filter(([count]) => count).map(([count, place]) => units[place].format(count)).join(' ')
  }

  return { word, number, amount, shortDay, writtenDay, moment, exactMoment, span }
}
